import type { MailTexts } from './mail-text';
import { textTable } from './text-table';

/** Mails that tell somebody what happened to their account. */
type NoticeMailTexts = Readonly<
  Record<
    'passwordChanged' | 'emailChanged' | 'secondFactorOn' | 'secondFactorOff' | 'recoveryCodeUsed',
    MailTexts
  >
>;

export const noticeMailTexts = textTable<NoticeMailTexts>({
  en: {
    passwordChanged: {
      subject: 'Your password was changed',
      body: 'The password of your Dealwright account was changed, and all other sessions were ended.',
      button: 'If it was not you: set a new one',
      note: null,
    },
    emailChanged: {
      subject: 'Your email address was changed',
      body: 'Your Dealwright account now uses another email address: {email}. Mails about it no longer come to this one.',
      button: null,
      note: 'If it was not you, tell an admin of your workspace.',
    },
    secondFactorOn: {
      subject: 'The second step is on',
      body: 'Signing in to your Dealwright account now needs a code of your authenticator app, too.',
      button: null,
      note: 'If it was not you, tell an admin of your workspace.',
    },
    secondFactorOff: {
      subject: 'The second step is off',
      body: 'Signing in to your Dealwright account no longer needs a code of your authenticator app.',
      button: 'If it was not you: set a new password',
      note: null,
    },
    recoveryCodeUsed: {
      subject: 'A recovery code was used',
      body: 'Somebody signed in to your Dealwright account with one of your recovery codes. It works no more.',
      button: 'If it was not you: set a new password',
      note: null,
    },
  },
  fr: {
    passwordChanged: {
      subject: 'Votre mot de passe a été modifié',
      body: 'Le mot de passe de votre compte Dealwright a été modifié et toutes les autres sessions ont été fermées.',
      button: 'Si ce n’était pas vous : en définir un nouveau',
      note: null,
    },
    emailChanged: {
      subject: 'Votre adresse e-mail a été modifiée',
      body: 'Votre compte Dealwright utilise désormais une autre adresse e-mail : {email}. Les e-mails qui le concernent n’arrivent plus ici.',
      button: null,
      note: 'Si ce n’était pas vous, prévenez un administrateur de votre espace de travail.',
    },
    secondFactorOn: {
      subject: 'La deuxième étape est activée',
      body: 'La connexion à votre compte Dealwright demande désormais aussi un code de votre application d’authentification.',
      button: null,
      note: 'Si ce n’était pas vous, prévenez un administrateur de votre espace de travail.',
    },
    secondFactorOff: {
      subject: 'La deuxième étape est désactivée',
      body: 'La connexion à votre compte Dealwright ne demande plus de code de votre application d’authentification.',
      button: 'Si ce n’était pas vous : définir un nouveau mot de passe',
      note: null,
    },
    recoveryCodeUsed: {
      subject: 'Un code de secours a été utilisé',
      body: 'Quelqu’un s’est connecté à votre compte Dealwright avec l’un de vos codes de secours. Ce code ne fonctionne plus.',
      button: 'Si ce n’était pas vous : définir un nouveau mot de passe',
      note: null,
    },
  },
  de: {
    passwordChanged: {
      subject: 'Ihr Passwort wurde geändert',
      body: 'Das Passwort Ihres Dealwright-Kontos wurde geändert, alle anderen Sitzungen wurden beendet.',
      button: 'Falls Sie das nicht waren: neues Passwort festlegen',
      note: null,
    },
    emailChanged: {
      subject: 'Ihre E-Mail-Adresse wurde geändert',
      body: 'Ihr Dealwright-Konto benutzt jetzt eine andere E-Mail-Adresse: {email}. E-Mails dazu kommen nicht mehr hierher.',
      button: null,
      note: 'Falls Sie das nicht waren, sagen Sie einem Administrator Ihres Arbeitsbereichs Bescheid.',
    },
    secondFactorOn: {
      subject: 'Der zweite Schritt ist eingeschaltet',
      body: 'Zum Anmelden bei Ihrem Dealwright-Konto ist jetzt auch ein Code Ihrer Authentifizierungs-App nötig.',
      button: null,
      note: 'Falls Sie das nicht waren, sagen Sie einem Administrator Ihres Arbeitsbereichs Bescheid.',
    },
    secondFactorOff: {
      subject: 'Der zweite Schritt ist ausgeschaltet',
      body: 'Zum Anmelden bei Ihrem Dealwright-Konto ist kein Code Ihrer Authentifizierungs-App mehr nötig.',
      button: 'Falls Sie das nicht waren: neues Passwort festlegen',
      note: null,
    },
    recoveryCodeUsed: {
      subject: 'Ein Wiederherstellungscode wurde benutzt',
      body: 'Jemand hat sich mit einem Ihrer Wiederherstellungscodes bei Ihrem Dealwright-Konto angemeldet. Er gilt nicht mehr.',
      button: 'Falls Sie das nicht waren: neues Passwort festlegen',
      note: null,
    },
  },
  es: {
    passwordChanged: {
      subject: 'Su contraseña ha cambiado',
      body: 'La contraseña de su cuenta de Dealwright ha cambiado y se han cerrado todas las demás sesiones.',
      button: 'Si no ha sido usted: establezca otra',
      note: null,
    },
    emailChanged: {
      subject: 'Su correo electrónico ha cambiado',
      body: 'Su cuenta de Dealwright usa ahora otra dirección de correo: {email}. Los correos sobre ella ya no llegarán a esta.',
      button: null,
      note: 'Si no ha sido usted, avise a un administrador de su espacio de trabajo.',
    },
    secondFactorOn: {
      subject: 'El segundo paso está activado',
      body: 'Para iniciar sesión en su cuenta de Dealwright ahora también hace falta un código de su aplicación de autenticación.',
      button: null,
      note: 'Si no ha sido usted, avise a un administrador de su espacio de trabajo.',
    },
    secondFactorOff: {
      subject: 'El segundo paso está desactivado',
      body: 'Para iniciar sesión en su cuenta de Dealwright ya no hace falta un código de su aplicación de autenticación.',
      button: 'Si no ha sido usted: establezca una contraseña nueva',
      note: null,
    },
    recoveryCodeUsed: {
      subject: 'Se ha usado un código de recuperación',
      body: 'Alguien ha iniciado sesión en su cuenta de Dealwright con uno de sus códigos de recuperación, que ya no funciona.',
      button: 'Si no ha sido usted: establezca una contraseña nueva',
      note: null,
    },
  },
  ru: {
    passwordChanged: {
      subject: 'Пароль изменён',
      body: 'Пароль вашей учётной записи Dealwright изменён, все остальные сеансы завершены.',
      button: 'Если это были не вы: задайте новый',
      note: null,
    },
    emailChanged: {
      subject: 'Адрес электронной почты изменён',
      body: 'Ваша учётная запись Dealwright теперь использует другой адрес: {email}. Письма о ней на этот адрес больше не приходят.',
      button: null,
      note: 'Если это были не вы, сообщите администратору рабочего пространства.',
    },
    secondFactorOn: {
      subject: 'Второй шаг включён',
      body: 'Для входа в учётную запись Dealwright теперь нужен и код из приложения-аутентификатора.',
      button: null,
      note: 'Если это были не вы, сообщите администратору рабочего пространства.',
    },
    secondFactorOff: {
      subject: 'Второй шаг выключен',
      body: 'Для входа в учётную запись Dealwright код из приложения-аутентификатора больше не нужен.',
      button: 'Если это были не вы: задайте новый пароль',
      note: null,
    },
    recoveryCodeUsed: {
      subject: 'Использован резервный код',
      body: 'Кто-то вошёл в вашу учётную запись Dealwright с одним из ваших резервных кодов. Этот код больше не действует.',
      button: 'Если это были не вы: задайте новый пароль',
      note: null,
    },
  },
  vi: {
    passwordChanged: {
      subject: 'Mật khẩu của bạn đã được thay đổi',
      body: 'Mật khẩu của tài khoản Dealwright của bạn đã được thay đổi, mọi phiên khác đã kết thúc.',
      button: 'Nếu không phải bạn: đặt mật khẩu mới',
      note: null,
    },
    emailChanged: {
      subject: 'Địa chỉ email của bạn đã được thay đổi',
      body: 'Tài khoản Dealwright của bạn hiện dùng địa chỉ email khác: {email}. Thư về tài khoản không còn gửi đến địa chỉ này.',
      button: null,
      note: 'Nếu không phải bạn, hãy báo cho quản trị viên của không gian làm việc.',
    },
    secondFactorOn: {
      subject: 'Bước thứ hai đã bật',
      body: 'Từ nay đăng nhập vào tài khoản Dealwright của bạn cần thêm mã từ ứng dụng xác thực.',
      button: null,
      note: 'Nếu không phải bạn, hãy báo cho quản trị viên của không gian làm việc.',
    },
    secondFactorOff: {
      subject: 'Bước thứ hai đã tắt',
      body: 'Đăng nhập vào tài khoản Dealwright của bạn không còn cần mã từ ứng dụng xác thực.',
      button: 'Nếu không phải bạn: đặt mật khẩu mới',
      note: null,
    },
    recoveryCodeUsed: {
      subject: 'Một mã khôi phục đã được dùng',
      body: 'Có người đã đăng nhập vào tài khoản Dealwright của bạn bằng một mã khôi phục. Mã đó không còn dùng được.',
      button: 'Nếu không phải bạn: đặt mật khẩu mới',
      note: null,
    },
  },
});
