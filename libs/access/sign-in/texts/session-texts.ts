import { textTable } from './text-table';

/** The words of the list of sessions. */
export interface SessionTexts {
  readonly intro: string;
  readonly current: string;
  readonly unknownBrowser: string;
  readonly lastSeen: string;
  readonly since: string;
  readonly end: string;
  readonly endAll: string;
  readonly ended: string;
}

export const sessionTexts = textTable<SessionTexts>({
  en: {
    intro: 'Where you are signed in. A session that you end is over at its next request.',
    current: 'This session',
    unknownBrowser: 'Unknown browser',
    lastSeen: 'Last used',
    since: 'Signed in',
    end: 'End',
    endAll: 'Sign out everywhere',
    ended: 'The session is ended.',
  },
  fr: {
    intro: 'Là où vous êtes connecté. Une session que vous fermez prend fin à sa prochaine requête.',
    current: 'Cette session',
    unknownBrowser: 'Navigateur inconnu',
    lastSeen: 'Dernière utilisation',
    since: 'Connecté',
    end: 'Fermer',
    endAll: 'Se déconnecter partout',
    ended: 'La session est fermée.',
  },
  de: {
    intro: 'Wo Sie angemeldet sind. Eine Sitzung, die Sie beenden, ist mit der nächsten Anfrage vorbei.',
    current: 'Diese Sitzung',
    unknownBrowser: 'Unbekannter Browser',
    lastSeen: 'Zuletzt benutzt',
    since: 'Angemeldet',
    end: 'Beenden',
    endAll: 'Überall abmelden',
    ended: 'Die Sitzung ist beendet.',
  },
  es: {
    intro: 'Dónde ha iniciado sesión. Una sesión que cierre termina en su siguiente petición.',
    current: 'Esta sesión',
    unknownBrowser: 'Navegador desconocido',
    lastSeen: 'Último uso',
    since: 'Inicio de sesión',
    end: 'Cerrar',
    endAll: 'Cerrar sesión en todas partes',
    ended: 'La sesión está cerrada.',
  },
  ru: {
    intro: 'Где вы вошли. Завершённый сеанс прекращается при следующем запросе.',
    current: 'Этот сеанс',
    unknownBrowser: 'Неизвестный браузер',
    lastSeen: 'Последнее использование',
    since: 'Вход',
    end: 'Завершить',
    endAll: 'Выйти везде',
    ended: 'Сеанс завершён.',
  },
  vi: {
    intro: 'Nơi bạn đang đăng nhập. Phiên bạn kết thúc sẽ hết hiệu lực ở yêu cầu kế tiếp.',
    current: 'Phiên này',
    unknownBrowser: 'Trình duyệt không rõ',
    lastSeen: 'Dùng lần cuối',
    since: 'Đăng nhập',
    end: 'Kết thúc',
    endAll: 'Đăng xuất ở mọi nơi',
    ended: 'Phiên đã kết thúc.',
  },
});
