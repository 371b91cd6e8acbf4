import { textTable } from './text-table';

/** The words of the pages of somebody’s account. */
export interface AccountTexts {
  readonly title: string;
  readonly profile: string;
  readonly email: string;
  readonly password: string;
  readonly secondStep: string;
  readonly sessions: string;
  readonly signIns: string;
  readonly workspaces: string;
  readonly noWorkspaces: string;
  readonly signOut: string;
  readonly name: string;
  readonly language: string;
  readonly browserLanguage: string;
  readonly save: string;
  readonly saved: string;
  readonly emailConfirmed: string;
  readonly verified: string;
  readonly notVerified: string;
  readonly newEmail: string;
  readonly newEmailHint: string;
  readonly wrongEmail: string;
  readonly sendLink: string;
  readonly linkSent: string;
  readonly oldPassword: string;
  readonly wrongPassword: string;
  readonly passwordSaved: string;
  readonly noPassword: string;
  readonly confirmTitle: string;
  readonly confirmIntro: string;
  readonly confirmBySignIn: string;
  readonly goOn: string;
}

export const accountTexts = textTable<AccountTexts>({
  en: {
    title: 'Your account',
    profile: 'Profile',
    email: 'Email address',
    password: 'Password',
    secondStep: 'Two-step sign-in',
    sessions: 'Sessions',
    signIns: 'Connected sign-ins',
    workspaces: 'Your workspaces',
    noWorkspaces: 'You are not a member of any workspace at the moment. Ask an admin of yours to invite you.',
    signOut: 'Sign out',
    name: 'Name',
    language: 'Language',
    browserLanguage: 'As the browser asks',
    save: 'Save',
    saved: 'Saved.',
    emailConfirmed: 'Your email address is confirmed.',
    verified: 'confirmed',
    notVerified: 'not confirmed yet',
    newEmail: 'Email address',
    newEmailHint: 'We send a link to this address. It becomes yours here when you open the link.',
    wrongEmail: 'This is not an email address.',
    sendLink: 'Send the link',
    linkSent: 'A mail with a link is on its way to this address.',
    oldPassword: 'Password of now',
    wrongPassword: 'This is not your password.',
    passwordSaved: 'Your password is changed. All other sessions are ended.',
    noPassword:
      'You have no password: you sign in through another service. To set one, ask for a link by mail.',
    confirmTitle: 'Confirm that it is you',
    confirmIntro: 'You signed in a while ago. Give your password once more to go on.',
    confirmBySignIn: 'You signed in a while ago. Sign out and in again to go on.',
    goOn: 'Continue',
  },
  fr: {
    title: 'Votre compte',
    profile: 'Profil',
    email: 'Adresse e-mail',
    password: 'Mot de passe',
    secondStep: 'Connexion en deux étapes',
    sessions: 'Sessions',
    signIns: 'Connexions associées',
    workspaces: 'Vos espaces de travail',
    noWorkspaces:
      'Vous n’êtes actuellement membre d’aucun espace de travail. Demandez une invitation à un administrateur.',
    signOut: 'Se déconnecter',
    name: 'Nom',
    language: 'Langue',
    browserLanguage: 'Selon le navigateur',
    save: 'Enregistrer',
    saved: 'Enregistré.',
    emailConfirmed: 'Votre adresse e-mail est confirmée.',
    verified: 'confirmée',
    notVerified: 'pas encore confirmée',
    newEmail: 'Adresse e-mail',
    newEmailHint: 'Nous envoyons un lien à cette adresse. Elle sera la vôtre ici dès que vous l’ouvrirez.',
    wrongEmail: 'Ce n’est pas une adresse e-mail.',
    sendLink: 'Envoyer le lien',
    linkSent: 'Un e-mail contenant un lien est en route vers cette adresse.',
    oldPassword: 'Mot de passe actuel',
    wrongPassword: 'Ce n’est pas votre mot de passe.',
    passwordSaved: 'Votre mot de passe est modifié. Toutes les autres sessions sont fermées.',
    noPassword:
      'Vous n’avez pas de mot de passe : vous vous connectez via un autre service. Pour en définir un, demandez un lien par e-mail.',
    confirmTitle: 'Confirmez votre identité',
    confirmIntro: 'Votre connexion date déjà. Saisissez à nouveau votre mot de passe pour continuer.',
    confirmBySignIn: 'Votre connexion date déjà. Déconnectez-vous, puis reconnectez-vous pour continuer.',
    goOn: 'Continuer',
  },
  de: {
    title: 'Ihr Konto',
    profile: 'Profil',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    secondStep: 'Anmeldung in zwei Schritten',
    sessions: 'Sitzungen',
    signIns: 'Verbundene Anmeldungen',
    workspaces: 'Ihre Arbeitsbereiche',
    noWorkspaces:
      'Sie sind zurzeit in keinem Arbeitsbereich Mitglied. Bitten Sie einen Administrator um eine Einladung.',
    signOut: 'Abmelden',
    name: 'Name',
    language: 'Sprache',
    browserLanguage: 'Wie der Browser es wünscht',
    save: 'Speichern',
    saved: 'Gespeichert.',
    emailConfirmed: 'Ihre E-Mail-Adresse ist bestätigt.',
    verified: 'bestätigt',
    notVerified: 'noch nicht bestätigt',
    newEmail: 'E-Mail-Adresse',
    newEmailHint: 'Wir senden einen Link an diese Adresse. Sie gilt hier, sobald Sie den Link öffnen.',
    wrongEmail: 'Das ist keine E-Mail-Adresse.',
    sendLink: 'Link senden',
    linkSent: 'Eine E-Mail mit einem Link ist an diese Adresse unterwegs.',
    oldPassword: 'Bisheriges Passwort',
    wrongPassword: 'Das ist nicht Ihr Passwort.',
    passwordSaved: 'Ihr Passwort ist geändert. Alle anderen Sitzungen sind beendet.',
    noPassword:
      'Sie haben kein Passwort: Sie melden sich über einen anderen Dienst an. Um eines festzulegen, fordern Sie einen Link per E-Mail an.',
    confirmTitle: 'Bestätigen Sie, dass Sie es sind',
    confirmIntro:
      'Ihre Anmeldung ist schon eine Weile her. Geben Sie Ihr Passwort noch einmal ein, um fortzufahren.',
    confirmBySignIn:
      'Ihre Anmeldung ist schon eine Weile her. Melden Sie sich ab und wieder an, um fortzufahren.',
    goOn: 'Weiter',
  },
  es: {
    title: 'Su cuenta',
    profile: 'Perfil',
    email: 'Correo electrónico',
    password: 'Contraseña',
    secondStep: 'Inicio en dos pasos',
    sessions: 'Sesiones',
    signIns: 'Inicios de sesión conectados',
    workspaces: 'Sus espacios de trabajo',
    noWorkspaces:
      'Ahora mismo no es miembro de ningún espacio de trabajo. Pida una invitación a un administrador.',
    signOut: 'Cerrar sesión',
    name: 'Nombre',
    language: 'Idioma',
    browserLanguage: 'Según el navegador',
    save: 'Guardar',
    saved: 'Guardado.',
    emailConfirmed: 'Su correo electrónico está confirmado.',
    verified: 'confirmado',
    notVerified: 'aún sin confirmar',
    newEmail: 'Correo electrónico',
    newEmailHint: 'Enviaremos un enlace a esta dirección. Será la suya aquí cuando lo abra.',
    wrongEmail: 'Esto no es una dirección de correo.',
    sendLink: 'Enviar el enlace',
    linkSent: 'Un correo con un enlace va de camino a esta dirección.',
    oldPassword: 'Contraseña actual',
    wrongPassword: 'Esta no es su contraseña.',
    passwordSaved: 'Su contraseña ha cambiado. Se han cerrado todas las demás sesiones.',
    noPassword:
      'No tiene contraseña: inicia sesión mediante otro servicio. Para establecer una, pida un enlace por correo.',
    confirmTitle: 'Confirme que es usted',
    confirmIntro: 'Ha pasado un rato desde que inició sesión. Escriba de nuevo su contraseña para continuar.',
    confirmBySignIn:
      'Ha pasado un rato desde que inició sesión. Cierre la sesión e iníciela de nuevo para continuar.',
    goOn: 'Continuar',
  },
  ru: {
    title: 'Ваша учётная запись',
    profile: 'Профиль',
    email: 'Электронная почта',
    password: 'Пароль',
    secondStep: 'Двухэтапный вход',
    sessions: 'Сеансы',
    signIns: 'Привязанные способы входа',
    workspaces: 'Ваши рабочие пространства',
    noWorkspaces:
      'Сейчас вы не состоите ни в одном рабочем пространстве. Попросите администратора пригласить вас.',
    signOut: 'Выйти',
    name: 'Имя',
    language: 'Язык',
    browserLanguage: 'Как в браузере',
    save: 'Сохранить',
    saved: 'Сохранено.',
    emailConfirmed: 'Адрес электронной почты подтверждён.',
    verified: 'подтверждён',
    notVerified: 'ещё не подтверждён',
    newEmail: 'Адрес электронной почты',
    newEmailHint: 'Мы отправим ссылку на этот адрес. Он станет вашим здесь, когда вы её откроете.',
    wrongEmail: 'Это не адрес электронной почты.',
    sendLink: 'Отправить ссылку',
    linkSent: 'Письмо со ссылкой отправлено на этот адрес.',
    oldPassword: 'Текущий пароль',
    wrongPassword: 'Это не ваш пароль.',
    passwordSaved: 'Пароль изменён. Все остальные сеансы завершены.',
    noPassword:
      'У вас нет пароля: вы входите через другой сервис. Чтобы задать пароль, запросите ссылку по почте.',
    confirmTitle: 'Подтвердите, что это вы',
    confirmIntro: 'Вы вошли уже давно. Чтобы продолжить, введите пароль ещё раз.',
    confirmBySignIn: 'Вы вошли уже давно. Чтобы продолжить, выйдите и войдите снова.',
    goOn: 'Продолжить',
  },
  vi: {
    title: 'Tài khoản của bạn',
    profile: 'Hồ sơ',
    email: 'Địa chỉ email',
    password: 'Mật khẩu',
    secondStep: 'Đăng nhập hai bước',
    sessions: 'Phiên',
    signIns: 'Đăng nhập đã kết nối',
    workspaces: 'Không gian làm việc của bạn',
    noWorkspaces: 'Hiện bạn không là thành viên của không gian làm việc nào. Hãy nhờ quản trị viên mời bạn.',
    signOut: 'Đăng xuất',
    name: 'Tên',
    language: 'Ngôn ngữ',
    browserLanguage: 'Theo trình duyệt',
    save: 'Lưu',
    saved: 'Đã lưu.',
    emailConfirmed: 'Địa chỉ email của bạn đã được xác nhận.',
    verified: 'đã xác nhận',
    notVerified: 'chưa xác nhận',
    newEmail: 'Địa chỉ email',
    newEmailHint: 'Chúng tôi gửi liên kết đến địa chỉ này. Địa chỉ được dùng ở đây khi bạn mở liên kết.',
    wrongEmail: 'Đây không phải là địa chỉ email.',
    sendLink: 'Gửi liên kết',
    linkSent: 'Một email chứa liên kết đang được gửi đến địa chỉ này.',
    oldPassword: 'Mật khẩu hiện tại',
    wrongPassword: 'Đây không phải là mật khẩu của bạn.',
    passwordSaved: 'Mật khẩu đã thay đổi. Mọi phiên khác đã kết thúc.',
    noPassword:
      'Bạn không có mật khẩu: bạn đăng nhập qua dịch vụ khác. Để đặt mật khẩu, hãy yêu cầu liên kết qua email.',
    confirmTitle: 'Xác nhận đó là bạn',
    confirmIntro: 'Bạn đã đăng nhập từ khá lâu. Hãy nhập lại mật khẩu để tiếp tục.',
    confirmBySignIn: 'Bạn đã đăng nhập từ khá lâu. Hãy đăng xuất rồi đăng nhập lại để tiếp tục.',
    goOn: 'Tiếp tục',
  },
});
