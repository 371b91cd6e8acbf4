import type { Words } from '@crm/workspace-language';

import type { StagedObject } from './pipeline.dto';
import type { StageGroup, StageKind } from './stage.dto';

/** A stage that a new pipeline starts with. */
export interface StageDefault {
  /** What it is by default, whatever the language. */
  readonly key: string;
  readonly names: Words;
  readonly kind: StageKind;
  readonly color: string;
  readonly probability: number;
}

/** The group that follows from a stage's kind. */
export const groupOf = (kind: StageKind): StageGroup => {
  if (kind === 'success') return 'won';
  return kind === 'failure' ? 'lost' : 'open';
};

/** The names of the pipelines that a new workspace starts with. */
export const PIPELINE_NAMES: Readonly<Record<StagedObject, Words>> = {
  deal: ['Sales', 'Ventes', 'Vertrieb', 'Ventas', 'Продажи', 'Bán hàng'],
  lead: ['Leads', 'Prospects', 'Leads', 'Prospectos', 'Лиды', 'Khách hàng tiềm năng'],
};

type Row = readonly [key: string, kind: StageKind, color: string, probability: number, names: Words];

const DEAL: readonly Row[] = [
  ['new', 'initial', '#39A8EF', 10, ['New', 'Nouvelle', 'Neu', 'Nueva', 'Новая', 'Mới']],
  [
    'documents',
    'regular',
    '#2FC6F6',
    30,
    [
      'Preparing documents',
      'Préparation des documents',
      'Unterlagen in Vorbereitung',
      'Preparación de documentos',
      'Подготовка документов',
      'Chuẩn bị hồ sơ',
    ],
  ],
  [
    'invoice',
    'regular',
    '#55D0E0',
    60,
    [
      'Invoice sent',
      'Facture envoyée',
      'Rechnung gesendet',
      'Factura enviada',
      'Счёт выставлен',
      'Đã gửi hóa đơn',
    ],
  ],
  [
    'work',
    'regular',
    '#47E4C2',
    80,
    ['In progress', 'En cours', 'In Bearbeitung', 'En curso', 'В работе', 'Đang thực hiện'],
  ],
  ['won', 'success', '#7BD500', 100, ['Won', 'Gagnée', 'Gewonnen', 'Ganada', 'Выиграна', 'Thành công']],
  ['lost', 'failure', '#FF5752', 0, ['Lost', 'Perdue', 'Verloren', 'Perdida', 'Проиграна', 'Thất bại']],
];

const LEAD: readonly Row[] = [
  ['new', 'initial', '#39A8EF', 10, ['New', 'Nouveau', 'Neu', 'Nuevo', 'Новый', 'Mới']],
  [
    'work',
    'regular',
    '#2FC6F6',
    30,
    ['In progress', 'En cours', 'In Bearbeitung', 'En curso', 'В работе', 'Đang xử lý'],
  ],
  [
    'processed',
    'regular',
    '#55D0E0',
    60,
    ['Processed', 'Traité', 'Bearbeitet', 'Procesado', 'Обработан', 'Đã xử lý'],
  ],
  [
    'converted',
    'success',
    '#7BD500',
    100,
    ['Converted', 'Converti', 'Umgewandelt', 'Convertido', 'Сконвертирован', 'Đã chuyển đổi'],
  ],
  [
    'unsuitable',
    'failure',
    '#FF5752',
    0,
    ['Not suitable', 'Non qualifié', 'Nicht geeignet', 'No apto', 'Некачественный', 'Không phù hợp'],
  ],
];

const fromRow = ([key, kind, color, probability, names]: Row): StageDefault => ({
  key,
  kind,
  color,
  probability,
  names,
});

/** What a new pipeline starts with, until somebody changes it. */
export const STAGE_DEFAULTS: Readonly<Record<StagedObject, readonly StageDefault[]>> = {
  deal: DEAL.map(fromRow),
  lead: LEAD.map(fromRow),
};
