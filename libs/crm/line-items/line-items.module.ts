import { Module } from '@nestjs/common';

import { LineItems } from './line-items';
import { LineItemsController } from './line-items.controller';

/** The route of line items beyond the standard ones. */
@Module({ controllers: [LineItemsController], providers: [LineItems] })
export class LineItemsModule {}
