import type { MailTexts } from './mail-text';
import { textTable } from './text-table';

/** Mails that bring a link which somebody waits for. */
type LinkMailTexts = Readonly<Record<'invitation' | 'resetPassword' | 'confirmEmail', MailTexts>>;

export const linkMailTexts = textTable<LinkMailTexts>({
  en: {
    invitation: {
      subject: 'Invitation to {workspace}',
      body: 'You have been invited to the workspace “{workspace}” on Dealwright.',
      button: 'Accept the invitation',
      note: 'The link works once, within 14 days. If you did not expect this mail, you can ignore it.',
    },
    resetPassword: {
      subject: 'Set a new password',
      body: 'Somebody asked to set a new password for your Dealwright account. If it was not you, ignore this mail: nothing changes.',
      button: 'Set a new password',
      note: 'The link works once, within an hour.',
    },
    confirmEmail: {
      subject: 'Confirm your email address',
      body: 'Please confirm that your Dealwright account should use this email address.',
      button: 'Confirm the address',
      note: 'The link works once, within a day. If it was not you who asked for it, ignore this mail.',
    },
  },
  fr: {
    invitation: {
      subject: 'Invitation à rejoindre {workspace}',
      body: 'Vous avez été invité à rejoindre l’espace de travail « {workspace} » sur Dealwright.',
      button: 'Accepter l’invitation',
      note: 'Ce lien fonctionne une seule fois, pendant 14 jours. Si vous n’attendiez pas cet e-mail, vous pouvez l’ignorer.',
    },
    resetPassword: {
      subject: 'Définir un nouveau mot de passe',
      body: 'Quelqu’un a demandé à définir un nouveau mot de passe pour votre compte Dealwright. Si ce n’était pas vous, ignorez cet e-mail : rien ne change.',
      button: 'Définir un nouveau mot de passe',
      note: 'Ce lien fonctionne une seule fois, pendant une heure.',
    },
    confirmEmail: {
      subject: 'Confirmer votre adresse e-mail',
      body: 'Veuillez confirmer que votre compte Dealwright doit utiliser cette adresse e-mail.',
      button: 'Confirmer l’adresse',
      note: 'Ce lien fonctionne une seule fois, pendant un jour. Si vous n’avez rien demandé, ignorez cet e-mail.',
    },
  },
  de: {
    invitation: {
      subject: 'Einladung zu {workspace}',
      body: 'Sie wurden in den Arbeitsbereich „{workspace}“ auf Dealwright eingeladen.',
      button: 'Einladung annehmen',
      note: 'Der Link gilt einmal und 14 Tage lang. Falls Sie diese E-Mail nicht erwartet haben, können Sie sie ignorieren.',
    },
    resetPassword: {
      subject: 'Neues Passwort festlegen',
      body: 'Jemand möchte ein neues Passwort für Ihr Dealwright-Konto festlegen. Falls Sie das nicht waren, ignorieren Sie diese E-Mail: Es ändert sich nichts.',
      button: 'Neues Passwort festlegen',
      note: 'Der Link gilt einmal und eine Stunde lang.',
    },
    confirmEmail: {
      subject: 'E-Mail-Adresse bestätigen',
      body: 'Bitte bestätigen Sie, dass Ihr Dealwright-Konto diese E-Mail-Adresse benutzen soll.',
      button: 'Adresse bestätigen',
      note: 'Der Link gilt einmal und einen Tag lang. Falls Sie das nicht angefordert haben, ignorieren Sie diese E-Mail.',
    },
  },
  es: {
    invitation: {
      subject: 'Invitación a {workspace}',
      body: 'Le han invitado al espacio de trabajo «{workspace}» en Dealwright.',
      button: 'Aceptar la invitación',
      note: 'El enlace funciona una sola vez, durante 14 días. Si no esperaba este correo, puede ignorarlo.',
    },
    resetPassword: {
      subject: 'Establecer una contraseña nueva',
      body: 'Alguien ha pedido establecer una contraseña nueva para su cuenta de Dealwright. Si no ha sido usted, ignore este correo: no cambia nada.',
      button: 'Establecer una contraseña nueva',
      note: 'El enlace funciona una sola vez, durante una hora.',
    },
    confirmEmail: {
      subject: 'Confirme su correo electrónico',
      body: 'Confirme que su cuenta de Dealwright debe usar esta dirección de correo.',
      button: 'Confirmar la dirección',
      note: 'El enlace funciona una sola vez, durante un día. Si no lo ha pedido usted, ignore este correo.',
    },
  },
  ru: {
    invitation: {
      subject: 'Приглашение в {workspace}',
      body: 'Вас пригласили в рабочее пространство «{workspace}» в Dealwright.',
      button: 'Принять приглашение',
      note: 'Ссылка действует один раз в течение 14 дней. Если вы не ждали этого письма, просто не обращайте на него внимания.',
    },
    resetPassword: {
      subject: 'Новый пароль',
      body: 'Кто-то запросил новый пароль для вашей учётной записи Dealwright. Если это были не вы, не обращайте внимания на это письмо: ничего не изменится.',
      button: 'Задать новый пароль',
      note: 'Ссылка действует один раз в течение часа.',
    },
    confirmEmail: {
      subject: 'Подтвердите адрес электронной почты',
      body: 'Подтвердите, что ваша учётная запись Dealwright должна использовать этот адрес.',
      button: 'Подтвердить адрес',
      note: 'Ссылка действует один раз в течение суток. Если вы этого не запрашивали, не обращайте внимания на письмо.',
    },
  },
  vi: {
    invitation: {
      subject: 'Lời mời vào {workspace}',
      body: 'Bạn được mời vào không gian làm việc “{workspace}” trên Dealwright.',
      button: 'Chấp nhận lời mời',
      note: 'Liên kết dùng được một lần, trong 14 ngày. Nếu bạn không chờ thư này, bạn có thể bỏ qua.',
    },
    resetPassword: {
      subject: 'Đặt mật khẩu mới',
      body: 'Có người yêu cầu đặt mật khẩu mới cho tài khoản Dealwright của bạn. Nếu không phải bạn, hãy bỏ qua thư này: không có gì thay đổi.',
      button: 'Đặt mật khẩu mới',
      note: 'Liên kết dùng được một lần, trong một giờ.',
    },
    confirmEmail: {
      subject: 'Xác nhận địa chỉ email',
      body: 'Vui lòng xác nhận rằng tài khoản Dealwright của bạn sẽ dùng địa chỉ email này.',
      button: 'Xác nhận địa chỉ',
      note: 'Liên kết dùng được một lần, trong một ngày. Nếu bạn không yêu cầu, hãy bỏ qua thư này.',
    },
  },
});
