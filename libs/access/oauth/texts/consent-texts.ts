import type { PageLanguage } from '@platform/pages';

/** The words of the pages on which a person allows an app what it asks for; `{app}` is its name. */
export interface ConsentTexts {
  readonly title: string;
  /** `{publisher}` is a name. */
  readonly publisher: string;
  readonly unknownPublisher: string;
  /** `{email}` is an address. */
  readonly signedInAs: string;
  readonly workspace: string;
  readonly whichWorkspace: string;
  readonly go: string;
  readonly mayNeeded: string;
  readonly mayOptional: string;
  readonly optionalHint: string;
  readonly reads: string;
  readonly writes: string;
  readonly yourRights: string;
  readonly allow: string;
  readonly deny: string;
  readonly notInstalled: string;
  readonly noAccess: string;
  readonly installFirst: string;
  readonly askAdmin: string;
  readonly back: string;
  readonly expired: string;
  readonly expiredDetail: string;
  readonly refused: string;
  readonly refusedDetail: string;
}

const TEXTS: Readonly<Record<PageLanguage, ConsentTexts>> = {
  en: {
    title: '{app} asks for access',
    publisher: 'Published by {publisher}',
    unknownPublisher: 'Its publisher is not named.',
    signedInAs: 'You are signed in as {email}.',
    workspace: 'Workspace',
    whichWorkspace: 'In which workspace may {app} act for you?',
    go: 'Continue',
    mayNeeded: '{app} wants to',
    mayOptional: 'If you agree, also',
    optionalHint: 'Untick what you do not want to allow.',
    reads: 'It reads these fields',
    writes: 'It changes these fields',
    yourRights: 'It can never do more in this workspace than you can.',
    allow: 'Allow',
    deny: 'Deny',
    notInstalled: '{app} is not installed in any workspace of yours',
    noAccess: 'You are not a member of the workspace that {app} asks for, or the app does not run there.',
    installFirst: 'You administer these workspaces: install the app there first, then come back.',
    askAdmin: 'Ask an admin of one of these workspaces to install it:',
    back: 'Back to {app}',
    expired: 'This request is over',
    expiredDetail: 'Go back to the app and start again there.',
    refused: 'This request cannot be answered',
    refusedDetail: 'The app made a mistake. Nobody was given access. Tell its makers:',
  },
  fr: {
    title: '{app} demande un accès',
    publisher: 'Publié par {publisher}',
    unknownPublisher: 'Son éditeur n’est pas indiqué.',
    signedInAs: 'Vous êtes connecté en tant que {email}.',
    workspace: 'Espace de travail',
    whichWorkspace: 'Dans quel espace de travail {app} peut-elle agir pour vous ?',
    go: 'Continuer',
    mayNeeded: '{app} souhaite',
    mayOptional: 'Avec votre accord, également',
    optionalHint: 'Décochez ce que vous ne voulez pas autoriser.',
    reads: 'Elle lit ces champs',
    writes: 'Elle modifie ces champs',
    yourRights: 'Dans cet espace de travail, elle ne pourra jamais faire plus que vous.',
    allow: 'Autoriser',
    deny: 'Refuser',
    notInstalled: '{app} n’est installée dans aucun de vos espaces de travail',
    noAccess:
      'Vous n’êtes pas membre de l’espace de travail que {app} demande, ou l’application n’y est pas active.',
    installFirst:
      'Vous administrez ces espaces de travail : installez-y d’abord l’application, puis revenez.',
    askAdmin: 'Demandez à un administrateur de l’un de ces espaces de travail de l’installer :',
    back: 'Retour à {app}',
    expired: 'Cette demande a expiré',
    expiredDetail: 'Retournez dans l’application et recommencez.',
    refused: 'Impossible de répondre à cette demande',
    refusedDetail: 'L’application a commis une erreur. Aucun accès n’a été donné. Signalez à ses auteurs :',
  },
  de: {
    title: '{app} bittet um Zugriff',
    publisher: 'Herausgegeben von {publisher}',
    unknownPublisher: 'Der Herausgeber ist nicht genannt.',
    signedInAs: 'Sie sind als {email} angemeldet.',
    workspace: 'Arbeitsbereich',
    whichWorkspace: 'In welchem Arbeitsbereich darf {app} für Sie handeln?',
    go: 'Weiter',
    mayNeeded: '{app} möchte',
    mayOptional: 'Wenn Sie zustimmen, auch',
    optionalHint: 'Entfernen Sie das Häkchen bei allem, was Sie nicht erlauben möchten.',
    reads: 'Die App liest diese Felder',
    writes: 'Die App ändert diese Felder',
    yourRights: 'Die App kann in diesem Arbeitsbereich nie mehr als Sie selbst.',
    allow: 'Erlauben',
    deny: 'Ablehnen',
    notInstalled: '{app} ist in keinem Ihrer Arbeitsbereiche installiert',
    noAccess:
      'Sie sind kein Mitglied des Arbeitsbereichs, nach dem {app} fragt, oder die App läuft dort nicht.',
    installFirst:
      'Sie verwalten diese Arbeitsbereiche: Installieren Sie die App zuerst dort und kommen Sie dann zurück.',
    askAdmin: 'Bitten Sie einen Admin eines dieser Arbeitsbereiche, die App zu installieren:',
    back: 'Zurück zu {app}',
    expired: 'Diese Anfrage ist abgelaufen',
    expiredDetail: 'Gehen Sie zurück zur App und beginnen Sie dort neu.',
    refused: 'Diese Anfrage kann nicht beantwortet werden',
    refusedDetail:
      'Die App hat einen Fehler gemacht. Niemand hat Zugriff erhalten. Melden Sie dem Hersteller:',
  },
  es: {
    title: '{app} solicita acceso',
    publisher: 'Publicada por {publisher}',
    unknownPublisher: 'No se indica quién la publica.',
    signedInAs: 'Ha iniciado sesión como {email}.',
    workspace: 'Espacio de trabajo',
    whichWorkspace: '¿En qué espacio de trabajo puede actuar {app} en su nombre?',
    go: 'Continuar',
    mayNeeded: '{app} quiere',
    mayOptional: 'Si está de acuerdo, también',
    optionalHint: 'Desmarque lo que no quiera permitir.',
    reads: 'Lee estos campos',
    writes: 'Modifica estos campos',
    yourRights: 'En este espacio de trabajo nunca podrá hacer más que usted.',
    allow: 'Permitir',
    deny: 'Denegar',
    notInstalled: '{app} no está instalada en ninguno de sus espacios de trabajo',
    noAccess: 'No es miembro del espacio de trabajo que pide {app}, o la aplicación no está activa en él.',
    installFirst: 'Usted administra estos espacios de trabajo: instale allí la aplicación y luego vuelva.',
    askAdmin: 'Pida a un administrador de uno de estos espacios de trabajo que la instale:',
    back: 'Volver a {app}',
    expired: 'Esta solicitud ha caducado',
    expiredDetail: 'Vuelva a la aplicación y empiece de nuevo.',
    refused: 'No se puede responder a esta solicitud',
    refusedDetail: 'La aplicación cometió un error. No se ha dado acceso a nadie. Comunique a sus autores:',
  },
  ru: {
    title: '{app} запрашивает доступ',
    publisher: 'Издатель: {publisher}',
    unknownPublisher: 'Издатель не указан.',
    signedInAs: 'Вы вошли как {email}.',
    workspace: 'Рабочее пространство',
    whichWorkspace: 'В каком рабочем пространстве {app} может действовать от вашего имени?',
    go: 'Продолжить',
    mayNeeded: '{app} запрашивает разрешение',
    mayOptional: 'С вашего согласия также',
    optionalHint: 'Снимите отметку с того, что не хотите разрешать.',
    reads: 'Приложение читает эти поля',
    writes: 'Приложение изменяет эти поля',
    yourRights: 'В этом рабочем пространстве приложение никогда не сможет больше, чем вы сами.',
    allow: 'Разрешить',
    deny: 'Отклонить',
    notInstalled: '{app} не установлено ни в одном вашем рабочем пространстве',
    noAccess:
      'Вы не участник рабочего пространства, которое запрашивает {app}, или приложение там не работает.',
    installFirst:
      'Вы администратор этих рабочих пространств: сначала установите приложение там, затем вернитесь.',
    askAdmin: 'Попросите администратора одного из этих рабочих пространств установить приложение:',
    back: 'Назад в {app}',
    expired: 'Срок действия запроса истёк',
    expiredDetail: 'Вернитесь в приложение и начните заново.',
    refused: 'На этот запрос нельзя ответить',
    refusedDetail: 'Приложение допустило ошибку. Доступ никому не предоставлен. Сообщите разработчикам:',
  },
  vi: {
    title: '{app} yêu cầu quyền truy cập',
    publisher: 'Phát hành bởi {publisher}',
    unknownPublisher: 'Nhà phát hành không được nêu tên.',
    signedInAs: 'Bạn đang đăng nhập bằng {email}.',
    workspace: 'Không gian làm việc',
    whichWorkspace: '{app} được thay mặt bạn trong không gian làm việc nào?',
    go: 'Tiếp tục',
    mayNeeded: '{app} muốn',
    mayOptional: 'Nếu bạn đồng ý, còn có',
    optionalHint: 'Bỏ chọn những gì bạn không muốn cho phép.',
    reads: 'Ứng dụng đọc các trường này',
    writes: 'Ứng dụng thay đổi các trường này',
    yourRights: 'Trong không gian làm việc này, ứng dụng không bao giờ làm được nhiều hơn bạn.',
    allow: 'Cho phép',
    deny: 'Từ chối',
    notInstalled: '{app} chưa được cài đặt trong không gian làm việc nào của bạn',
    noAccess:
      'Bạn không phải thành viên của không gian làm việc mà {app} yêu cầu, hoặc ứng dụng không chạy ở đó.',
    installFirst: 'Bạn quản trị các không gian làm việc này: hãy cài đặt ứng dụng ở đó trước rồi quay lại.',
    askAdmin: 'Hãy nhờ quản trị viên của một trong các không gian làm việc này cài đặt:',
    back: 'Quay lại {app}',
    expired: 'Yêu cầu này đã hết hạn',
    expiredDetail: 'Hãy quay lại ứng dụng và bắt đầu lại.',
    refused: 'Không thể trả lời yêu cầu này',
    refusedDetail: 'Ứng dụng đã mắc lỗi. Không ai được cấp quyền truy cập. Hãy báo cho nhà phát triển:',
  },
};

export const consentTexts = (language: PageLanguage): ConsentTexts => TEXTS[language];

/** A sentence with its names put in. */
export const filled = (sentence: string, names: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole);
