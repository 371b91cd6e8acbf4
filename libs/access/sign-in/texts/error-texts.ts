import { textTable } from './text-table';

/** What is said when a page cannot be shown. */
export interface ErrorTexts {
  readonly title: string;
  readonly expiredForm: string;
  readonly tooManyTries: string;
  readonly deadLink: string;
  readonly notFound: string;
  readonly providerFailed: string;
  readonly unknownIdentity: string;
  readonly identityTaken: string;
  readonly alreadyMember: string;
  readonly failed: string;
  readonly signIn: string;
}

export const errorTexts = textTable<ErrorTexts>({
  en: {
    title: 'That did not work',
    expiredForm: 'This form is no longer valid. Go back, reload the page and send it again.',
    tooManyTries: 'There were too many attempts. Please wait a while and try again.',
    deadLink: 'This link has expired or has been used already.',
    notFound: 'There is no such page.',
    providerFailed: 'The other service did not confirm who you are. Please try again.',
    unknownIdentity:
      'No account is connected to this sign-in. Sign in with your password and connect it under “Connected sign-ins”, or open your invitation first.',
    identityTaken: 'This sign-in is connected to another account already.',
    alreadyMember: 'This account is a member of the workspace already, under another address.',
    failed: 'Something went wrong on our side. Please try again later.',
    signIn: 'Go to sign-in',
  },
  fr: {
    title: 'Cela n’a pas fonctionné',
    expiredForm:
      'Ce formulaire n’est plus valable. Revenez en arrière, rechargez la page et envoyez-le à nouveau.',
    tooManyTries: 'Il y a eu trop de tentatives. Veuillez patienter un moment, puis réessayer.',
    deadLink: 'Ce lien a expiré ou a déjà été utilisé.',
    notFound: 'Cette page n’existe pas.',
    providerFailed: 'L’autre service n’a pas confirmé votre identité. Veuillez réessayer.',
    unknownIdentity:
      'Aucun compte n’est associé à cette connexion. Connectez-vous avec votre mot de passe et associez-la sous « Connexions associées », ou ouvrez d’abord votre invitation.',
    identityTaken: 'Cette connexion est déjà associée à un autre compte.',
    alreadyMember: 'Ce compte est déjà membre de l’espace de travail, sous une autre adresse.',
    failed: 'Un problème est survenu de notre côté. Veuillez réessayer plus tard.',
    signIn: 'Aller à la connexion',
  },
  de: {
    title: 'Das hat nicht geklappt',
    expiredForm:
      'Dieses Formular gilt nicht mehr. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal.',
    tooManyTries:
      'Es gab zu viele Versuche. Bitte warten Sie eine Weile und versuchen Sie es dann noch einmal.',
    deadLink: 'Dieser Link ist abgelaufen oder wurde bereits benutzt.',
    notFound: 'Diese Seite gibt es nicht.',
    providerFailed:
      'Der andere Dienst hat nicht bestätigt, wer Sie sind. Bitte versuchen Sie es noch einmal.',
    unknownIdentity:
      'Mit dieser Anmeldung ist kein Konto verbunden. Melden Sie sich mit Ihrem Passwort an und verbinden Sie sie unter „Verbundene Anmeldungen“, oder öffnen Sie zuerst Ihre Einladung.',
    identityTaken: 'Diese Anmeldung ist bereits mit einem anderen Konto verbunden.',
    alreadyMember: 'Dieses Konto ist unter einer anderen Adresse schon Mitglied des Arbeitsbereichs.',
    failed: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es später noch einmal.',
    signIn: 'Zur Anmeldung',
  },
  es: {
    title: 'No ha funcionado',
    expiredForm: 'Este formulario ya no es válido. Vuelva atrás, recargue la página y envíelo de nuevo.',
    tooManyTries: 'Ha habido demasiados intentos. Espere un momento e inténtelo de nuevo.',
    deadLink: 'Este enlace ha caducado o ya se ha utilizado.',
    notFound: 'Esta página no existe.',
    providerFailed: 'El otro servicio no ha confirmado su identidad. Inténtelo de nuevo.',
    unknownIdentity:
      'Ninguna cuenta está conectada a este inicio de sesión. Inicie sesión con su contraseña y conéctelo en «Inicios de sesión conectados», o abra primero su invitación.',
    identityTaken: 'Este inicio de sesión ya está conectado a otra cuenta.',
    alreadyMember: 'Esta cuenta ya es miembro del espacio de trabajo con otra dirección.',
    failed: 'Algo ha fallado por nuestra parte. Inténtelo más tarde.',
    signIn: 'Ir al inicio de sesión',
  },
  ru: {
    title: 'Не получилось',
    expiredForm: 'Эта форма больше не действует. Вернитесь назад, обновите страницу и отправьте её снова.',
    tooManyTries: 'Слишком много попыток. Подождите немного и попробуйте снова.',
    deadLink: 'Срок действия ссылки истёк, или она уже использована.',
    notFound: 'Такой страницы нет.',
    providerFailed: 'Другой сервис не подтвердил вашу личность. Попробуйте ещё раз.',
    unknownIdentity:
      'К этому способу входа не привязана ни одна учётная запись. Войдите с паролем и привяжите его в разделе «Привязанные способы входа» или сначала откройте приглашение.',
    identityTaken: 'Этот способ входа уже привязан к другой учётной записи.',
    alreadyMember: 'Эта учётная запись уже состоит в рабочем пространстве под другим адресом.',
    failed: 'На нашей стороне произошла ошибка. Попробуйте позже.',
    signIn: 'Перейти ко входу',
  },
  vi: {
    title: 'Chưa thực hiện được',
    expiredForm: 'Biểu mẫu này không còn hiệu lực. Hãy quay lại, tải lại trang rồi gửi lần nữa.',
    tooManyTries: 'Đã có quá nhiều lần thử. Vui lòng chờ một lúc rồi thử lại.',
    deadLink: 'Liên kết này đã hết hạn hoặc đã được sử dụng.',
    notFound: 'Không có trang này.',
    providerFailed: 'Dịch vụ kia chưa xác nhận danh tính của bạn. Vui lòng thử lại.',
    unknownIdentity:
      'Chưa có tài khoản nào được kết nối với cách đăng nhập này. Hãy đăng nhập bằng mật khẩu rồi kết nối trong mục “Đăng nhập đã kết nối”, hoặc mở thư mời trước.',
    identityTaken: 'Cách đăng nhập này đã được kết nối với một tài khoản khác.',
    alreadyMember: 'Tài khoản này đã là thành viên của không gian làm việc với địa chỉ khác.',
    failed: 'Đã xảy ra lỗi ở phía chúng tôi. Vui lòng thử lại sau.',
    signIn: 'Đến trang đăng nhập',
  },
});
