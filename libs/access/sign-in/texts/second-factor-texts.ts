import { textTable } from './text-table';

/** The words of the page of the second step. */
export interface SecondFactorTexts {
  readonly off: string;
  readonly on: string;
  readonly begin: string;
  readonly scan: string;
  readonly qr: string;
  readonly key: string;
  readonly code: string;
  readonly turnOn: string;
  readonly codesTitle: string;
  readonly codesIntro: string;
  readonly done: string;
  readonly left: string;
  readonly newCodes: string;
  readonly anyCode: string;
  readonly turnOff: string;
  readonly turnedOff: string;
}

export const secondFactorTexts = textTable<SecondFactorTexts>({
  en: {
    off: 'Off: your password alone opens your account.',
    on: 'On: signing in needs a code of your authenticator app, too.',
    begin: 'Set it up',
    scan: 'Scan this with an authenticator app, or type the key into it.',
    qr: 'QR code of the key',
    key: 'Key',
    code: 'Code that the app shows',
    turnOn: 'Turn on',
    codesTitle: 'Your recovery codes',
    codesIntro:
      'Keep these codes where you find them without your phone. Each opens your account once in place of the app. They are shown only now.',
    done: 'I have kept them',
    left: 'Recovery codes left: {count}',
    newCodes: 'Make new recovery codes',
    anyCode: 'Code of the app, or a recovery code',
    turnOff: 'Turn off',
    turnedOff: 'The second step is off.',
  },
  fr: {
    off: 'Désactivée : votre mot de passe suffit à ouvrir votre compte.',
    on: 'Activée : la connexion demande aussi un code de votre application d’authentification.',
    begin: 'Configurer',
    scan: 'Scannez ceci avec une application d’authentification, ou saisissez-y la clé.',
    qr: 'Code QR de la clé',
    key: 'Clé',
    code: 'Code affiché par l’application',
    turnOn: 'Activer',
    codesTitle: 'Vos codes de secours',
    codesIntro:
      'Conservez ces codes là où vous les retrouverez sans votre téléphone. Chacun ouvre votre compte une fois à la place de l’application. Ils ne sont affichés que maintenant.',
    done: 'Je les ai conservés',
    left: 'Codes de secours restants : {count}',
    newCodes: 'Créer de nouveaux codes de secours',
    anyCode: 'Code de l’application, ou code de secours',
    turnOff: 'Désactiver',
    turnedOff: 'La deuxième étape est désactivée.',
  },
  de: {
    off: 'Aus: Ihr Passwort allein öffnet Ihr Konto.',
    on: 'Ein: Zum Anmelden ist auch ein Code Ihrer Authentifizierungs-App nötig.',
    begin: 'Einrichten',
    scan: 'Scannen Sie dies mit einer Authentifizierungs-App, oder tippen Sie den Schlüssel dort ein.',
    qr: 'QR-Code des Schlüssels',
    key: 'Schlüssel',
    code: 'Code, den die App zeigt',
    turnOn: 'Einschalten',
    codesTitle: 'Ihre Wiederherstellungscodes',
    codesIntro:
      'Bewahren Sie diese Codes dort auf, wo Sie sie ohne Ihr Telefon finden. Jeder öffnet Ihr Konto einmal anstelle der App. Sie werden nur jetzt gezeigt.',
    done: 'Ich habe sie aufbewahrt',
    left: 'Übrige Wiederherstellungscodes: {count}',
    newCodes: 'Neue Wiederherstellungscodes erzeugen',
    anyCode: 'Code der App oder Wiederherstellungscode',
    turnOff: 'Ausschalten',
    turnedOff: 'Der zweite Schritt ist ausgeschaltet.',
  },
  es: {
    off: 'Desactivado: basta su contraseña para abrir su cuenta.',
    on: 'Activado: para iniciar sesión también hace falta un código de su aplicación de autenticación.',
    begin: 'Configurar',
    scan: 'Escanee esto con una aplicación de autenticación o escriba la clave en ella.',
    qr: 'Código QR de la clave',
    key: 'Clave',
    code: 'Código que muestra la aplicación',
    turnOn: 'Activar',
    codesTitle: 'Sus códigos de recuperación',
    codesIntro:
      'Guarde estos códigos donde los encuentre sin su teléfono. Cada uno abre su cuenta una vez en lugar de la aplicación. Solo se muestran ahora.',
    done: 'Los he guardado',
    left: 'Códigos de recuperación restantes: {count}',
    newCodes: 'Crear nuevos códigos de recuperación',
    anyCode: 'Código de la aplicación o de recuperación',
    turnOff: 'Desactivar',
    turnedOff: 'El segundo paso está desactivado.',
  },
  ru: {
    off: 'Выключен: для входа достаточно одного пароля.',
    on: 'Включён: для входа нужен и код из приложения-аутентификатора.',
    begin: 'Настроить',
    scan: 'Отсканируйте код приложением-аутентификатором или введите в него ключ.',
    qr: 'QR-код ключа',
    key: 'Ключ',
    code: 'Код из приложения',
    turnOn: 'Включить',
    codesTitle: 'Ваши резервные коды',
    codesIntro:
      'Храните эти коды там, где найдёте их без телефона. Каждый один раз открывает учётную запись вместо приложения. Они показываются только сейчас.',
    done: 'Я сохранил их',
    left: 'Осталось резервных кодов: {count}',
    newCodes: 'Создать новые резервные коды',
    anyCode: 'Код из приложения или резервный код',
    turnOff: 'Выключить',
    turnedOff: 'Второй шаг выключен.',
  },
  vi: {
    off: 'Đang tắt: chỉ cần mật khẩu là mở được tài khoản.',
    on: 'Đang bật: đăng nhập cần thêm mã từ ứng dụng xác thực.',
    begin: 'Thiết lập',
    scan: 'Quét mã này bằng ứng dụng xác thực, hoặc nhập khóa vào ứng dụng.',
    qr: 'Mã QR của khóa',
    key: 'Khóa',
    code: 'Mã mà ứng dụng hiển thị',
    turnOn: 'Bật',
    codesTitle: 'Mã khôi phục của bạn',
    codesIntro:
      'Hãy cất các mã này ở nơi bạn tìm được khi không có điện thoại. Mỗi mã mở tài khoản một lần thay cho ứng dụng. Chúng chỉ hiện lúc này.',
    done: 'Tôi đã cất chúng',
    left: 'Số mã khôi phục còn lại: {count}',
    newCodes: 'Tạo mã khôi phục mới',
    anyCode: 'Mã của ứng dụng, hoặc mã khôi phục',
    turnOff: 'Tắt',
    turnedOff: 'Bước thứ hai đã tắt.',
  },
});
