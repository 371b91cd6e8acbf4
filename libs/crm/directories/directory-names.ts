import type { Words } from '@crm/workspace-language';

/** The directories that every workspace has: drop-down lists of values. */
export const DIRECTORY_NAMES = [
  'source',
  'contact_type',
  'company_type',
  'employee_count',
  'industry',
  'deal_type',
  'salutation',
  'event_type',
  'call_status',
] as const;
export type DirectoryName = (typeof DIRECTORY_NAMES)[number];

/** What people call them. */
export const DIRECTORY_TITLES: Readonly<Record<DirectoryName, Words>> = {
  source: ['Source', 'Source', 'Quelle', 'Origen', 'Источник', 'Nguồn'],
  contact_type: [
    'Contact type',
    'Type de contact',
    'Kontaktart',
    'Tipo de contacto',
    'Тип контакта',
    'Loại liên hệ',
  ],
  company_type: [
    'Company type',
    'Type d’entreprise',
    'Unternehmensart',
    'Tipo de empresa',
    'Тип компании',
    'Loại công ty',
  ],
  employee_count: [
    'Employees',
    'Effectif',
    'Mitarbeiterzahl',
    'Número de empleados',
    'Кол-во сотрудников',
    'Số nhân viên',
  ],
  industry: ['Industry', 'Secteur d’activité', 'Branche', 'Sector', 'Сфера деятельности', 'Ngành'],
  deal_type: [
    'Deal type',
    'Type d’affaire',
    'Auftragsart',
    'Tipo de negociación',
    'Тип сделки',
    'Loại giao dịch',
  ],
  salutation: ['Salutation', 'Civilité', 'Anrede', 'Tratamiento', 'Обращение', 'Danh xưng'],
  event_type: [
    'Event type',
    'Type d’événement',
    'Ereignisart',
    'Tipo de evento',
    'Тип события',
    'Loại sự kiện',
  ],
  call_status: [
    'Call status',
    'Statut d’appel',
    'Anrufstatus',
    'Estado de la llamada',
    'Статус звонка',
    'Trạng thái cuộc gọi',
  ],
};
