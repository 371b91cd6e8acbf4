import type { Migration } from '@platform/database';

/** Deliveries are found over a whole workspace: by event (and so by time and by request), record, type and state. */
export const deliverySearch: Migration = {
  name: 'DeliverySearch1795000000048',
  statements: [
    'CREATE INDEX deliveries_by_event ON deliveries (workspace_id, event_id)',
    'CREATE INDEX deliveries_by_record ON deliveries (workspace_id, record_id, event_id)',
    'CREATE INDEX deliveries_parked ON deliveries (workspace_id, event_id) WHERE parked_at IS NOT NULL',
    'CREATE INDEX delivery_log_by_event ON delivery_log (workspace_id, state, event_id)',
    'CREATE INDEX delivery_log_by_record ON delivery_log (workspace_id, record_id, event_id)',
    'CREATE INDEX delivery_log_by_type ON delivery_log (workspace_id, type, event_id)',
  ],
};
