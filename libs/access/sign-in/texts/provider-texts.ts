import { textTable } from './text-table';

/** The words of the page of connected sign-ins. */
export interface ProviderTexts {
  readonly intro: string;
  readonly none: string;
  readonly notConnected: string;
  readonly connect: string;
  readonly disconnect: string;
  readonly connected: string;
  readonly disconnected: string;
  readonly lastWay: string;
}

export const providerTexts = textTable<ProviderTexts>({
  en: {
    intro: 'Other services with which you can sign in here.',
    none: 'No other service is set up on this server.',
    notConnected: 'not connected',
    connect: 'Connect',
    disconnect: 'Disconnect',
    connected: 'Connected.',
    disconnected: 'Disconnected.',
    lastWay: 'This is your only way to sign in. Set a password first.',
  },
  fr: {
    intro: 'Les autres services avec lesquels vous pouvez vous connecter ici.',
    none: 'Aucun autre service n’est configuré sur ce serveur.',
    notConnected: 'non associée',
    connect: 'Associer',
    disconnect: 'Dissocier',
    connected: 'Connexion associée.',
    disconnected: 'Connexion dissociée.',
    lastWay: 'C’est votre seul moyen de vous connecter. Définissez d’abord un mot de passe.',
  },
  de: {
    intro: 'Andere Dienste, mit denen Sie sich hier anmelden können.',
    none: 'Auf diesem Server ist kein anderer Dienst eingerichtet.',
    notConnected: 'nicht verbunden',
    connect: 'Verbinden',
    disconnect: 'Trennen',
    connected: 'Verbunden.',
    disconnected: 'Getrennt.',
    lastWay: 'Das ist Ihre einzige Möglichkeit, sich anzumelden. Legen Sie zuerst ein Passwort fest.',
  },
  es: {
    intro: 'Otros servicios con los que puede iniciar sesión aquí.',
    none: 'En este servidor no hay ningún otro servicio configurado.',
    notConnected: 'no conectado',
    connect: 'Conectar',
    disconnect: 'Desconectar',
    connected: 'Conectado.',
    disconnected: 'Desconectado.',
    lastWay: 'Es su única forma de iniciar sesión. Establezca primero una contraseña.',
  },
  ru: {
    intro: 'Другие сервисы, через которые вы можете входить сюда.',
    none: 'На этом сервере не настроены другие сервисы.',
    notConnected: 'не привязан',
    connect: 'Привязать',
    disconnect: 'Отвязать',
    connected: 'Привязано.',
    disconnected: 'Отвязано.',
    lastWay: 'Это ваш единственный способ входа. Сначала задайте пароль.',
  },
  vi: {
    intro: 'Các dịch vụ khác mà bạn có thể dùng để đăng nhập tại đây.',
    none: 'Máy chủ này chưa thiết lập dịch vụ nào khác.',
    notConnected: 'chưa kết nối',
    connect: 'Kết nối',
    disconnect: 'Ngắt kết nối',
    connected: 'Đã kết nối.',
    disconnected: 'Đã ngắt kết nối.',
    lastWay: 'Đây là cách đăng nhập duy nhất của bạn. Hãy đặt mật khẩu trước.',
  },
});
