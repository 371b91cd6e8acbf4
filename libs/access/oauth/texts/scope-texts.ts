import type { PageLanguage } from '@platform/pages';

type Translated = Exclude<PageLanguage, 'en'>;
type Words = Readonly<Record<Translated, string>>;

const words = (fr: string, de: string, es: string, ru: string, vi: string): Words => ({ fr, de, es, ru, vi });

/** Kinds of records, as objects of a verb. */
const RECORDS: Readonly<Record<string, Words>> = {
  leads: words('prospects', 'Leads', 'prospectos', 'лиды', 'khách hàng tiềm năng'),
  deals: words('affaires', 'Deals', 'negocios', 'сделки', 'giao dịch'),
  contacts: words('contacts', 'Kontakte', 'contactos', 'контакты', 'liên hệ'),
  companies: words('entreprises', 'Unternehmen', 'empresas', 'компании', 'công ty'),
  products: words('produits', 'Produkte', 'productos', 'товары', 'sản phẩm'),
  activities: words('activités', 'Aktivitäten', 'actividades', 'дела', 'hoạt động'),
  notes: words('notes', 'Notizen', 'notas', 'заметки', 'ghi chú'),
  files: words('fichiers', 'Dateien', 'archivos', 'файлы', 'tệp'),
};

/** What is done with them; `…` stands for the kind. */
const VERBS: Readonly<Record<string, Words>> = {
  read: words('consulter les …', '… lesen', 'ver …', 'просматривать …', 'xem …'),
  write: words(
    'créer et modifier des …',
    '… anlegen und ändern',
    'crear y modificar …',
    'создавать и изменять …',
    'tạo và sửa …',
  ),
  delete: words(
    'supprimer et restaurer des …',
    '… löschen und wiederherstellen',
    'eliminar y restaurar …',
    'удалять и восстанавливать …',
    'xóa và khôi phục …',
  ),
};

const SETTINGS: Readonly<Record<string, Words>> = {
  'apps:manage': words(
    'créer, installer, régler et retirer des applications',
    'Apps erstellen, installieren, einrichten und entfernen',
    'crear, instalar, configurar y quitar aplicaciones',
    'создавать, устанавливать, настраивать и удалять приложения',
    'tạo, cài đặt, thiết lập và gỡ ứng dụng',
  ),
  'apps:read': words(
    'voir les applications de l’espace de travail et celles qui sont installées',
    'die Apps des Arbeitsbereichs und die installierten sehen',
    'ver las aplicaciones del espacio de trabajo y las instaladas',
    'видеть приложения рабочего пространства и установленные',
    'xem ứng dụng của không gian làm việc và ứng dụng đã cài',
  ),
  'apps:request': words(
    'parcourir les applications et en demander une à un administrateur',
    'Apps ansehen und einen Administrator um eine bitten',
    'ver las aplicaciones y pedir una a un administrador',
    'просматривать приложения и просить администратора об установке',
    'xem ứng dụng và đề nghị quản trị viên cài đặt',
  ),
  'audit:read': words(
    'lire le journal d’audit',
    'das Audit-Protokoll lesen',
    'leer el registro de auditoría',
    'читать журнал аудита',
    'đọc nhật ký kiểm toán',
  ),
  'currencies:manage': words(
    'définir et supprimer des taux de change',
    'Wechselkurse setzen und löschen',
    'fijar y eliminar tipos de cambio',
    'задавать и удалять курсы валют',
    'đặt và xóa tỷ giá',
  ),
  'currencies:read': words(
    'consulter les devises et les taux de change',
    'Währungen und Wechselkurse lesen',
    'ver monedas y tipos de cambio',
    'просматривать валюты и курсы',
    'xem tiền tệ và tỷ giá',
  ),
  'directories:manage': words(
    'modifier les valeurs des listes',
    'die Werte von Auswahllisten ändern',
    'modificar los valores de las listas',
    'изменять значения справочников',
    'sửa giá trị của danh mục',
  ),
  'directories:read': words(
    'consulter les listes et leurs valeurs',
    'Auswahllisten und ihre Werte lesen',
    'ver las listas y sus valores',
    'просматривать справочники и их значения',
    'xem danh mục và giá trị',
  ),
  'duplicates:manage': words(
    'modifier les règles pour les doublons, les rechercher et les écarter',
    'Regeln für Dubletten ändern, Dubletten suchen und verwerfen',
    'modificar las reglas para duplicados, buscarlos y descartarlos',
    'изменять правила поиска дублей, искать и отклонять дубли',
    'sửa quy tắc tìm bản ghi trùng lặp, tìm và bỏ qua chúng',
  ),
  'duplicates:read': words(
    'consulter les règles pour les doublons et les fiches concernées',
    'Regeln für Dubletten und mögliche Dubletten lesen',
    'ver las reglas para duplicados y los posibles duplicados',
    'просматривать правила поиска дублей и возможные дубли',
    'xem quy tắc tìm bản ghi trùng lặp và các bản ghi có thể trùng',
  ),
  'events:manage': words(
    'effacer ce que le journal des événements contient d’une fiche',
    'löschen, was das Ereignisprotokoll über einen Datensatz enthält',
    'borrar lo que el registro de eventos contiene de una ficha',
    'стирать то, что журнал событий хранит о записи',
    'xóa những gì nhật ký sự kiện lưu về một bản ghi',
  ),
  'events:read': words(
    'lire le journal des événements que ses autres droits permettent',
    'das Ereignisprotokoll lesen, soweit die anderen Rechte reichen',
    'leer el registro de eventos que permiten sus demás derechos',
    'читать журнал событий в пределах остальных прав',
    'đọc nhật ký sự kiện trong phạm vi các quyền khác',
  ),
  'fields:manage': words(
    'ajouter, modifier et supprimer des champs personnalisés',
    'eigene Felder hinzufügen, ändern und löschen',
    'añadir, modificar y eliminar campos personalizados',
    'добавлять, изменять и удалять пользовательские поля',
    'thêm, sửa và xóa trường tùy chỉnh',
  ),
  'fields:read': words(
    'voir quels champs ont les fiches',
    'sehen, welche Felder Datensätze haben',
    'ver qué campos tienen los registros',
    'видеть, какие поля есть у записей',
    'xem các trường của bản ghi',
  ),
  'forms:manage': words(
    'créer, modifier et supprimer des formulaires web, et libérer ce qui a été retenu',
    'Webformulare erstellen, ändern und löschen und Zurückgehaltenes freigeben',
    'crear, modificar y eliminar formularios web, y liberar lo retenido',
    'создавать, изменять и удалять веб-формы и пропускать задержанное',
    'tạo, sửa và xóa biểu mẫu web, và thả những gì bị giữ lại',
  ),
  'forms:read': words(
    'consulter les formulaires web et ce qui a été envoyé',
    'Webformulare und das damit Gesendete lesen',
    'ver los formularios web y lo enviado con ellos',
    'просматривать веб-формы и отправленное через них',
    'xem biểu mẫu web và nội dung đã gửi',
  ),
  'incoming-urls:manage': words(
    'créer, modifier et supprimer des URL de webhook entrantes',
    'eingehende Webhook-URLs erstellen, ändern und löschen',
    'crear, modificar y eliminar URL de webhooks entrantes',
    'создавать, изменять и удалять адреса входящих вебхуков',
    'tạo, sửa và xóa URL webhook đến',
  ),
  'incoming-urls:read': words(
    'voir les URL de webhook entrantes et ce qui est arrivé',
    'eingehende Webhook-URLs und das Eingegangene sehen',
    'ver las URL de webhooks entrantes y lo recibido',
    'видеть адреса входящих вебхуков и полученное',
    'xem URL webhook đến và nội dung nhận được',
  ),
  'keys:manage': words(
    'créer, modifier, remplacer et révoquer des clés',
    'Schlüssel erstellen, ändern, ersetzen und widerrufen',
    'crear, modificar, sustituir y revocar claves',
    'создавать, изменять, заменять и отзывать ключи',
    'tạo, sửa, thay và thu hồi khóa',
  ),
  'keys:read': words(
    'voir les clés de l’espace de travail',
    'sehen, welche Schlüssel der Arbeitsbereich hat',
    'ver las claves del espacio de trabajo',
    'видеть ключи рабочего пространства',
    'xem các khóa của không gian làm việc',
  ),
  'members:manage': words(
    'inviter, modifier et désactiver des membres',
    'Mitglieder einladen, ändern und deaktivieren',
    'invitar, modificar y desactivar miembros',
    'приглашать, изменять и отключать участников',
    'mời, sửa và vô hiệu hóa thành viên',
  ),
  'members:read': words(
    'voir les membres de l’espace de travail',
    'die Mitglieder des Arbeitsbereichs sehen',
    'ver los miembros del espacio de trabajo',
    'видеть участников рабочего пространства',
    'xem thành viên của không gian làm việc',
  ),
  'pipelines:manage': words(
    'créer, modifier et supprimer des pipelines et des étapes',
    'Pipelines und Phasen erstellen, ändern und löschen',
    'crear, modificar y eliminar embudos y etapas',
    'создавать, изменять и удалять воронки и стадии',
    'tạo, sửa và xóa quy trình và giai đoạn',
  ),
  'pipelines:read': words(
    'consulter les pipelines et les étapes',
    'Pipelines und Phasen lesen',
    'ver embudos y etapas',
    'просматривать воронки и стадии',
    'xem quy trình và giai đoạn',
  ),
  'request-log:read': words(
    'lire le journal des requêtes API, avec ce qui a été envoyé et répondu',
    'das Protokoll der API-Anfragen lesen, mit dem Gesendeten und den Antworten',
    'leer el registro de solicitudes de la API, con lo enviado y lo respondido',
    'читать журнал запросов к API вместе с отправленным и ответами',
    'đọc nhật ký yêu cầu API, gồm nội dung gửi đi và trả lời',
  ),
  'roles:manage': words(
    'créer, modifier et supprimer des rôles',
    'Rollen erstellen, ändern und löschen',
    'crear, modificar y eliminar roles',
    'создавать, изменять и удалять роли',
    'tạo, sửa và xóa vai trò',
  ),
  'roles:read': words(
    'voir les rôles et ce que les membres peuvent faire',
    'Rollen sehen und was Mitglieder dürfen',
    'ver los roles y lo que pueden hacer los miembros',
    'видеть роли и права участников',
    'xem vai trò và quyền của thành viên',
  ),
  'segments:manage': words(
    'créer, modifier et supprimer des segments',
    'Segmente erstellen, ändern und löschen',
    'crear, modificar y eliminar segmentos',
    'создавать, изменять и удалять сегменты',
    'tạo, sửa và xóa phân khúc',
  ),
  'segments:read': words(
    'consulter les segments et filtrer avec eux',
    'Segmente lesen und danach filtern',
    'ver segmentos y filtrar por ellos',
    'просматривать сегменты и фильтровать по ним',
    'xem phân khúc và lọc theo chúng',
  ),
  'teams:manage': words(
    'créer, modifier et supprimer des équipes',
    'Teams erstellen, ändern und löschen',
    'crear, modificar y eliminar equipos',
    'создавать, изменять и удалять команды',
    'tạo, sửa và xóa nhóm',
  ),
  'teams:read': words(
    'voir les équipes de l’espace de travail',
    'die Teams des Arbeitsbereichs sehen',
    'ver los equipos del espacio de trabajo',
    'видеть команды рабочего пространства',
    'xem các nhóm của không gian làm việc',
  ),
  'tokens:manage': words(
    'créer, modifier, remplacer et révoquer vos jetons personnels',
    'Ihre persönlichen Token erstellen, ändern, ersetzen und widerrufen',
    'crear, modificar, sustituir y revocar sus tokens personales',
    'создавать, изменять, заменять и отзывать ваши личные токены',
    'tạo, sửa, thay và thu hồi token cá nhân của bạn',
  ),
  'tokens:read': words(
    'voir vos jetons personnels',
    'Ihre persönlichen Token sehen',
    'ver sus tokens personales',
    'видеть ваши личные токены',
    'xem token cá nhân của bạn',
  ),
  'webhooks:manage': words(
    'configurer des webhooks et voir ce qui a été livré',
    'Webhooks einrichten und sehen, was zugestellt wurde',
    'configurar webhooks y ver lo entregado',
    'настраивать вебхуки и видеть доставленное',
    'thiết lập webhook và xem nội dung đã gửi',
  ),
  'workspace:admin': words(
    'modifier les réglages de l’espace de travail',
    'die Einstellungen des Arbeitsbereichs ändern',
    'modificar los ajustes del espacio de trabajo',
    'изменять настройки рабочего пространства',
    'thay đổi cài đặt của không gian làm việc',
  ),
};

/** What a scope allows, in the language of a page; null when nobody has said it in that language. */
export function scopeText(scope: string, language: PageLanguage): string | null {
  if (language === 'en') return null;
  const [kind = '', verb = ''] = scope.split(':');
  const setting = SETTINGS[scope]?.[language];
  const record = RECORDS[kind]?.[language];
  const done = VERBS[verb]?.[language];
  return setting ?? (record && done ? done.replace('…', record) : null);
}
