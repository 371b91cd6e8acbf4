import { textTable } from './text-table';

/** The words of the pages on which somebody chooses a password. */
export interface PasswordTexts {
  readonly forgottenTitle: string;
  readonly forgottenIntro: string;
  readonly send: string;
  readonly sentTitle: string;
  readonly sent: string;
  readonly backToSignIn: string;
  readonly resetTitle: string;
  readonly password: string;
  readonly passwordHint: string;
  readonly again: string;
  readonly save: string;
  readonly tooShort: string;
  readonly tooLong: string;
  readonly guessable: string;
  readonly different: string;
  readonly confirmTitle: string;
  readonly confirmIntro: string;
  readonly confirm: string;
}

export const passwordTexts = textTable<PasswordTexts>({
  en: {
    forgottenTitle: 'Forgotten your password?',
    forgottenIntro: 'We send you a link with which you set a new one.',
    send: 'Send the link',
    sentTitle: 'Look into your mail',
    sent: 'If there is an account with this address, a mail with a link is on its way. The link works for an hour.',
    backToSignIn: 'Back to sign-in',
    resetTitle: 'Set a new password',
    password: 'New password',
    passwordHint:
      'At least 12 characters. Several words that do not belong together are easy to remember and hard to guess.',
    again: 'New password once more',
    save: 'Save the password',
    tooShort: 'The password needs at least 12 characters.',
    tooLong: 'The password can have at most 200 characters.',
    guessable: 'This password is easy to guess. Take other words, or more of them.',
    different: 'The two passwords are not the same.',
    confirmTitle: 'Confirm your email address',
    confirmIntro: 'Your account will use this address:',
    confirm: 'Confirm',
  },
  fr: {
    forgottenTitle: 'Mot de passe oublié ?',
    forgottenIntro: 'Nous vous envoyons un lien pour en définir un nouveau.',
    send: 'Envoyer le lien',
    sentTitle: 'Consultez vos e-mails',
    sent: 'S’il existe un compte avec cette adresse, un e-mail contenant un lien est en route. Le lien est valable une heure.',
    backToSignIn: 'Retour à la connexion',
    resetTitle: 'Définir un nouveau mot de passe',
    password: 'Nouveau mot de passe',
    passwordHint:
      'Au moins 12 caractères. Plusieurs mots sans lien entre eux sont faciles à retenir et difficiles à deviner.',
    again: 'Nouveau mot de passe, encore une fois',
    save: 'Enregistrer le mot de passe',
    tooShort: 'Le mot de passe doit comporter au moins 12 caractères.',
    tooLong: 'Le mot de passe peut comporter au plus 200 caractères.',
    guessable: 'Ce mot de passe est facile à deviner. Prenez d’autres mots, ou davantage de mots.',
    different: 'Les deux mots de passe ne sont pas identiques.',
    confirmTitle: 'Confirmer votre adresse e-mail',
    confirmIntro: 'Votre compte utilisera cette adresse :',
    confirm: 'Confirmer',
  },
  de: {
    forgottenTitle: 'Passwort vergessen?',
    forgottenIntro: 'Wir senden Ihnen einen Link, mit dem Sie ein neues festlegen.',
    send: 'Link senden',
    sentTitle: 'Sehen Sie in Ihr Postfach',
    sent: 'Wenn es ein Konto mit dieser Adresse gibt, ist eine E-Mail mit einem Link unterwegs. Der Link gilt eine Stunde.',
    backToSignIn: 'Zurück zur Anmeldung',
    resetTitle: 'Neues Passwort festlegen',
    password: 'Neues Passwort',
    passwordHint:
      'Mindestens 12 Zeichen. Mehrere Wörter, die nicht zusammengehören, sind leicht zu merken und schwer zu erraten.',
    again: 'Neues Passwort noch einmal',
    save: 'Passwort speichern',
    tooShort: 'Das Passwort braucht mindestens 12 Zeichen.',
    tooLong: 'Das Passwort darf höchstens 200 Zeichen haben.',
    guessable: 'Dieses Passwort ist leicht zu erraten. Nehmen Sie andere Wörter oder mehr davon.',
    different: 'Die beiden Passwörter sind nicht gleich.',
    confirmTitle: 'E-Mail-Adresse bestätigen',
    confirmIntro: 'Ihr Konto wird diese Adresse benutzen:',
    confirm: 'Bestätigen',
  },
  es: {
    forgottenTitle: '¿Ha olvidado su contraseña?',
    forgottenIntro: 'Le enviaremos un enlace para establecer una nueva.',
    send: 'Enviar el enlace',
    sentTitle: 'Revise su correo',
    sent: 'Si existe una cuenta con esta dirección, le llegará un correo con un enlace. El enlace es válido durante una hora.',
    backToSignIn: 'Volver al inicio de sesión',
    resetTitle: 'Establecer una contraseña nueva',
    password: 'Contraseña nueva',
    passwordHint:
      'Al menos 12 caracteres. Varias palabras sin relación entre sí son fáciles de recordar y difíciles de adivinar.',
    again: 'Repita la contraseña nueva',
    save: 'Guardar la contraseña',
    tooShort: 'La contraseña debe tener al menos 12 caracteres.',
    tooLong: 'La contraseña puede tener como máximo 200 caracteres.',
    guessable: 'Esta contraseña es fácil de adivinar. Use otras palabras, o más.',
    different: 'Las dos contraseñas no coinciden.',
    confirmTitle: 'Confirme su correo electrónico',
    confirmIntro: 'Su cuenta usará esta dirección:',
    confirm: 'Confirmar',
  },
  ru: {
    forgottenTitle: 'Забыли пароль?',
    forgottenIntro: 'Мы пришлём ссылку, по которой можно задать новый.',
    send: 'Отправить ссылку',
    sentTitle: 'Проверьте почту',
    sent: 'Если учётная запись с таким адресом есть, письмо со ссылкой уже в пути. Ссылка действует один час.',
    backToSignIn: 'Назад ко входу',
    resetTitle: 'Новый пароль',
    password: 'Новый пароль',
    passwordHint:
      'Не меньше 12 знаков. Несколько не связанных между собой слов легко запомнить и трудно угадать.',
    again: 'Новый пароль ещё раз',
    save: 'Сохранить пароль',
    tooShort: 'Пароль должен содержать не меньше 12 знаков.',
    tooLong: 'Пароль может содержать не больше 200 знаков.',
    guessable: 'Этот пароль легко угадать. Возьмите другие слова или больше слов.',
    different: 'Пароли не совпадают.',
    confirmTitle: 'Подтвердите адрес электронной почты',
    confirmIntro: 'Ваша учётная запись будет использовать этот адрес:',
    confirm: 'Подтвердить',
  },
  vi: {
    forgottenTitle: 'Bạn quên mật khẩu?',
    forgottenIntro: 'Chúng tôi sẽ gửi cho bạn liên kết để đặt mật khẩu mới.',
    send: 'Gửi liên kết',
    sentTitle: 'Hãy kiểm tra email',
    sent: 'Nếu có tài khoản với địa chỉ này, một email chứa liên kết đang được gửi đi. Liên kết có hiệu lực trong một giờ.',
    backToSignIn: 'Quay lại đăng nhập',
    resetTitle: 'Đặt mật khẩu mới',
    password: 'Mật khẩu mới',
    passwordHint: 'Ít nhất 12 ký tự. Vài từ không liên quan với nhau thì dễ nhớ và khó đoán.',
    again: 'Nhập lại mật khẩu mới',
    save: 'Lưu mật khẩu',
    tooShort: 'Mật khẩu cần ít nhất 12 ký tự.',
    tooLong: 'Mật khẩu có thể có tối đa 200 ký tự.',
    guessable: 'Mật khẩu này dễ đoán. Hãy dùng những từ khác, hoặc nhiều từ hơn.',
    different: 'Hai mật khẩu không giống nhau.',
    confirmTitle: 'Xác nhận địa chỉ email',
    confirmIntro: 'Tài khoản của bạn sẽ dùng địa chỉ này:',
    confirm: 'Xác nhận',
  },
});
