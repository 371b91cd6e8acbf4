/** The fixed words of a form's pages. */
export interface FormTexts {
  readonly send: string;
  readonly required: string;
  readonly missing: string;
  readonly correct: string;
  readonly choose: string;
  readonly thanks: string;
  readonly received: string;
  readonly closed: string;
  readonly busy: string;
  readonly refused: string;
  /** What the box of the consent is called. */
  readonly agreement: string;
  readonly trap: string;
  /** Heads the answers of a lead's comment that fit no field. */
  readonly kept: string;
  /** Ends a lead's comment that had to be cut; the id of the submission follows. */
  readonly cut: string;
}

const en: FormTexts = {
  send: 'Send',
  required: 'required',
  missing: 'Please fill in this field.',
  correct: 'Something is missing:',
  choose: 'Please choose',
  thanks: 'Thank you!',
  received: 'We have received your message.',
  closed: 'This form is closed.',
  busy: 'Too many messages have been sent. Please try again later.',
  refused: 'This form cannot be sent from here.',
  agreement: 'Your consent',
  trap: 'Leave this field empty',
  kept: 'Other answers of the form',
  cut: 'Cut here. Everything stands in the submission',
};

const TEXTS: Readonly<Record<string, FormTexts>> = {
  en,
  fr: {
    send: 'Envoyer',
    required: 'obligatoire',
    missing: 'Veuillez remplir ce champ.',
    correct: 'Il manque quelque chose :',
    choose: 'Veuillez choisir',
    thanks: 'Merci !',
    received: 'Nous avons bien reçu votre message.',
    closed: 'Ce formulaire est fermé.',
    busy: 'Trop de messages ont été envoyés. Veuillez réessayer plus tard.',
    refused: 'Ce formulaire ne peut pas être envoyé depuis cette page.',
    agreement: 'Votre accord',
    trap: 'Laissez ce champ vide',
    kept: 'Autres réponses du formulaire',
    cut: 'Texte coupé ici. L’intégralité se trouve dans la soumission',
  },
  de: {
    send: 'Senden',
    required: 'Pflichtfeld',
    missing: 'Bitte füllen Sie dieses Feld aus.',
    correct: 'Es fehlt noch etwas:',
    choose: 'Bitte wählen',
    thanks: 'Vielen Dank!',
    received: 'Wir haben Ihre Nachricht erhalten.',
    closed: 'Dieses Formular ist geschlossen.',
    busy: 'Es wurden zu viele Nachrichten gesendet. Bitte versuchen Sie es später noch einmal.',
    refused: 'Dieses Formular kann von hier nicht gesendet werden.',
    agreement: 'Ihre Einwilligung',
    trap: 'Lassen Sie dieses Feld leer',
    kept: 'Weitere Antworten aus dem Formular',
    cut: 'Hier gekürzt. Alles steht in der Einsendung',
  },
  es: {
    send: 'Enviar',
    required: 'obligatorio',
    missing: 'Rellene este campo.',
    correct: 'Falta algo:',
    choose: 'Elija una opción',
    thanks: '¡Gracias!',
    received: 'Hemos recibido su mensaje.',
    closed: 'Este formulario está cerrado.',
    busy: 'Se han enviado demasiados mensajes. Inténtelo de nuevo más tarde.',
    refused: 'Este formulario no se puede enviar desde aquí.',
    agreement: 'Su consentimiento',
    trap: 'Deje este campo vacío',
    kept: 'Otras respuestas del formulario',
    cut: 'Texto cortado aquí. El contenido completo está en el envío',
  },
  ru: {
    send: 'Отправить',
    required: 'обязательно',
    missing: 'Заполните это поле.',
    correct: 'Не хватает данных:',
    choose: 'Выберите',
    thanks: 'Спасибо!',
    received: 'Мы получили ваше сообщение.',
    closed: 'Эта форма закрыта.',
    busy: 'Отправлено слишком много сообщений. Попробуйте позже.',
    refused: 'Отсюда эту форму отправить нельзя.',
    agreement: 'Ваше согласие',
    trap: 'Оставьте это поле пустым',
    kept: 'Другие ответы из формы',
    cut: 'Здесь текст обрезан. Полностью он хранится в отправленной форме',
  },
  vi: {
    send: 'Gửi',
    required: 'bắt buộc',
    missing: 'Vui lòng điền vào ô này.',
    correct: 'Còn thiếu thông tin:',
    choose: 'Vui lòng chọn',
    thanks: 'Xin cảm ơn!',
    received: 'Chúng tôi đã nhận được tin nhắn của bạn.',
    closed: 'Biểu mẫu này đã đóng.',
    busy: 'Đã có quá nhiều tin nhắn được gửi. Vui lòng thử lại sau.',
    refused: 'Không thể gửi biểu mẫu này từ đây.',
    agreement: 'Sự đồng ý của bạn',
    trap: 'Để trống ô này',
    kept: 'Các câu trả lời khác của biểu mẫu',
    cut: 'Đã cắt bớt tại đây. Toàn bộ nội dung nằm trong lần gửi',
  },
};

/** The words in a workspace's language. */
export const formTexts = (locale: string): FormTexts => TEXTS[locale] ?? en;
