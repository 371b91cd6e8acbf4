import { textTable } from './text-table';

/** The words of the pages on which somebody signs in. */
export interface SignInTexts {
  readonly title: string;
  readonly email: string;
  readonly password: string;
  readonly submit: string;
  readonly forgotten: string;
  readonly or: string;
  /** `{provider}` is its name. */
  readonly with: string;
  readonly wrong: string;
  readonly correct: string;
  readonly error: string;
  readonly signedOut: string;
  readonly passwordSet: string;
  readonly secondFactor: string;
  readonly code: string;
  readonly codeHint: string;
  readonly wrongCode: string;
  readonly confirm: string;
  readonly startAgain: string;
}

export const signInTexts = textTable<SignInTexts>({
  en: {
    title: 'Sign in',
    email: 'Email address',
    password: 'Password',
    submit: 'Sign in',
    forgotten: 'Forgotten your password?',
    or: 'or',
    with: 'Sign in with {provider}',
    wrong: 'The email address or the password is wrong.',
    correct: 'Please check:',
    error: 'Error',
    signedOut: 'You are signed out.',
    passwordSet: 'Your password is set. Sign in with it now.',
    secondFactor: 'Second step',
    code: 'Code',
    codeHint: 'The six digits that your authenticator app shows, or one of your recovery codes.',
    wrongCode: 'This code is wrong, has expired or has been used already.',
    confirm: 'Continue',
    startAgain: 'Start again',
  },
  fr: {
    title: 'Connexion',
    email: 'Adresse e-mail',
    password: 'Mot de passe',
    submit: 'Se connecter',
    forgotten: 'Mot de passe oublié ?',
    or: 'ou',
    with: 'Se connecter avec {provider}',
    wrong: 'L’adresse e-mail ou le mot de passe est incorrect.',
    correct: 'Veuillez vérifier :',
    error: 'Erreur',
    signedOut: 'Vous êtes déconnecté.',
    passwordSet: 'Votre mot de passe est enregistré. Connectez-vous maintenant.',
    secondFactor: 'Deuxième étape',
    code: 'Code',
    codeHint:
      'Les six chiffres affichés par votre application d’authentification, ou l’un de vos codes de secours.',
    wrongCode: 'Ce code est incorrect, expiré ou déjà utilisé.',
    confirm: 'Continuer',
    startAgain: 'Recommencer',
  },
  de: {
    title: 'Anmelden',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    submit: 'Anmelden',
    forgotten: 'Passwort vergessen?',
    or: 'oder',
    with: 'Mit {provider} anmelden',
    wrong: 'Die E-Mail-Adresse oder das Passwort ist falsch.',
    correct: 'Bitte prüfen Sie:',
    error: 'Fehler',
    signedOut: 'Sie sind abgemeldet.',
    passwordSet: 'Ihr Passwort ist gespeichert. Melden Sie sich jetzt damit an.',
    secondFactor: 'Zweiter Schritt',
    code: 'Code',
    codeHint: 'Die sechs Ziffern aus Ihrer Authentifizierungs-App oder einer Ihrer Wiederherstellungscodes.',
    wrongCode: 'Dieser Code ist falsch, abgelaufen oder schon benutzt.',
    confirm: 'Weiter',
    startAgain: 'Von vorn beginnen',
  },
  es: {
    title: 'Iniciar sesión',
    email: 'Correo electrónico',
    password: 'Contraseña',
    submit: 'Iniciar sesión',
    forgotten: '¿Ha olvidado su contraseña?',
    or: 'o',
    with: 'Iniciar sesión con {provider}',
    wrong: 'El correo electrónico o la contraseña no son correctos.',
    correct: 'Compruebe lo siguiente:',
    error: 'Error',
    signedOut: 'Ha cerrado la sesión.',
    passwordSet: 'Su contraseña se ha guardado. Inicie sesión con ella.',
    secondFactor: 'Segundo paso',
    code: 'Código',
    codeHint:
      'Los seis dígitos que muestra su aplicación de autenticación o uno de sus códigos de recuperación.',
    wrongCode: 'Este código no es correcto, ha caducado o ya se ha utilizado.',
    confirm: 'Continuar',
    startAgain: 'Empezar de nuevo',
  },
  ru: {
    title: 'Вход',
    email: 'Электронная почта',
    password: 'Пароль',
    submit: 'Войти',
    forgotten: 'Забыли пароль?',
    or: 'или',
    with: 'Войти через {provider}',
    wrong: 'Неверный адрес электронной почты или пароль.',
    correct: 'Проверьте:',
    error: 'Ошибка',
    signedOut: 'Вы вышли из системы.',
    passwordSet: 'Пароль сохранён. Теперь войдите с ним.',
    secondFactor: 'Второй шаг',
    code: 'Код',
    codeHint: 'Шесть цифр из приложения-аутентификатора или один из резервных кодов.',
    wrongCode: 'Код неверен, устарел или уже использован.',
    confirm: 'Продолжить',
    startAgain: 'Начать сначала',
  },
  vi: {
    title: 'Đăng nhập',
    email: 'Địa chỉ email',
    password: 'Mật khẩu',
    submit: 'Đăng nhập',
    forgotten: 'Bạn quên mật khẩu?',
    or: 'hoặc',
    with: 'Đăng nhập bằng {provider}',
    wrong: 'Địa chỉ email hoặc mật khẩu không đúng.',
    correct: 'Vui lòng kiểm tra:',
    error: 'Lỗi',
    signedOut: 'Bạn đã đăng xuất.',
    passwordSet: 'Mật khẩu của bạn đã được lưu. Hãy đăng nhập bằng mật khẩu này.',
    secondFactor: 'Bước thứ hai',
    code: 'Mã',
    codeHint: 'Sáu chữ số trong ứng dụng xác thực của bạn, hoặc một trong các mã khôi phục.',
    wrongCode: 'Mã này không đúng, đã hết hạn hoặc đã được sử dụng.',
    confirm: 'Tiếp tục',
    startAgain: 'Bắt đầu lại',
  },
});
