import type { PageLanguage } from '@platform/pages';

/** The words of the pages on which a person connects a device; `{app}` is the name of its program. */
export interface DeviceTexts {
  readonly title: string;
  readonly enter: string;
  readonly code: string;
  readonly go: string;
  readonly wrongCode: string;
  readonly check: string;
  readonly checkHint: string;
  /** `{address}` is an IP address. */
  readonly askedFrom: string;
  readonly connected: string;
  readonly connectedDetail: string;
  readonly denied: string;
  readonly deniedDetail: string;
}

const TEXTS: Readonly<Record<PageLanguage, DeviceTexts>> = {
  en: {
    title: 'Connect a device',
    enter: 'Type the code that your device shows.',
    code: 'Code',
    go: 'Continue',
    wrongCode: 'There is no such code, or it is over. Get a new one on your device.',
    check: 'Does your device show this code?',
    checkHint: 'Deny if you did not start this yourself, or somebody sent you the code.',
    askedFrom: 'It was asked for from the address {address}.',
    connected: 'Your device is connected',
    connectedDetail: '{app} can go on. You can close this page.',
    denied: 'Your device was not connected',
    deniedDetail: '{app} was given no access. You can close this page.',
  },
  fr: {
    title: 'Connecter un appareil',
    enter: 'Saisissez le code affiché par votre appareil.',
    code: 'Code',
    go: 'Continuer',
    wrongCode: 'Ce code n’existe pas ou a expiré. Demandez-en un nouveau sur votre appareil.',
    check: 'Votre appareil affiche-t-il ce code ?',
    checkHint: 'Refusez si vous n’avez pas lancé cela vous-même, ou si quelqu’un vous a envoyé le code.',
    askedFrom: 'La demande vient de l’adresse {address}.',
    connected: 'Votre appareil est connecté',
    connectedDetail: '{app} peut continuer. Vous pouvez fermer cette page.',
    denied: 'Votre appareil n’a pas été connecté',
    deniedDetail: '{app} n’a reçu aucun accès. Vous pouvez fermer cette page.',
  },
  de: {
    title: 'Ein Gerät verbinden',
    enter: 'Geben Sie den Code ein, den Ihr Gerät anzeigt.',
    code: 'Code',
    go: 'Weiter',
    wrongCode: 'Diesen Code gibt es nicht, oder er ist abgelaufen. Holen Sie auf Ihrem Gerät einen neuen.',
    check: 'Zeigt Ihr Gerät diesen Code?',
    checkHint:
      'Lehnen Sie ab, wenn Sie das nicht selbst begonnen haben oder jemand Ihnen den Code geschickt hat.',
    askedFrom: 'Die Anfrage kam von der Adresse {address}.',
    connected: 'Ihr Gerät ist verbunden',
    connectedDetail: '{app} kann weitermachen. Sie können diese Seite schließen.',
    denied: 'Ihr Gerät wurde nicht verbunden',
    deniedDetail: '{app} hat keinen Zugriff erhalten. Sie können diese Seite schließen.',
  },
  es: {
    title: 'Conectar un dispositivo',
    enter: 'Escriba el código que muestra su dispositivo.',
    code: 'Código',
    go: 'Continuar',
    wrongCode: 'Ese código no existe o ha caducado. Obtenga uno nuevo en su dispositivo.',
    check: '¿Muestra su dispositivo este código?',
    checkHint: 'Deniegue si no lo inició usted, o si alguien le envió el código.',
    askedFrom: 'La solicitud vino de la dirección {address}.',
    connected: 'Su dispositivo está conectado',
    connectedDetail: '{app} puede continuar. Puede cerrar esta página.',
    denied: 'Su dispositivo no se ha conectado',
    deniedDetail: '{app} no recibió acceso. Puede cerrar esta página.',
  },
  ru: {
    title: 'Подключение устройства',
    enter: 'Введите код, который показывает ваше устройство.',
    code: 'Код',
    go: 'Продолжить',
    wrongCode: 'Такого кода нет, или срок его действия истёк. Получите новый на устройстве.',
    check: 'Ваше устройство показывает этот код?',
    checkHint: 'Отклоните, если вы начали это не сами или код вам кто-то прислал.',
    askedFrom: 'Запрос пришёл с адреса {address}.',
    connected: 'Ваше устройство подключено',
    connectedDetail: '{app} может продолжать. Эту страницу можно закрыть.',
    denied: 'Ваше устройство не подключено',
    deniedDetail: '{app} не получило доступа. Эту страницу можно закрыть.',
  },
  vi: {
    title: 'Kết nối thiết bị',
    enter: 'Nhập mã mà thiết bị của bạn hiển thị.',
    code: 'Mã',
    go: 'Tiếp tục',
    wrongCode: 'Không có mã này hoặc mã đã hết hạn. Hãy lấy mã mới trên thiết bị.',
    check: 'Thiết bị của bạn có hiển thị mã này không?',
    checkHint: 'Hãy từ chối nếu bạn không tự bắt đầu việc này hoặc có người gửi mã cho bạn.',
    askedFrom: 'Yêu cầu đến từ địa chỉ {address}.',
    connected: 'Thiết bị của bạn đã được kết nối',
    connectedDetail: '{app} có thể tiếp tục. Bạn có thể đóng trang này.',
    denied: 'Thiết bị của bạn chưa được kết nối',
    deniedDetail: '{app} không được cấp quyền truy cập. Bạn có thể đóng trang này.',
  },
};

export const deviceTexts = (language: PageLanguage): DeviceTexts => TEXTS[language];
