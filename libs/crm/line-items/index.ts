export { lineItemType } from './line-item.record-type';
export { LineItemsModule } from './line-items.module';
