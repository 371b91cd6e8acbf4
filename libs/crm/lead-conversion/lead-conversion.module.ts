import { RecordLinksModule } from '@crm/record-links';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { ConversionController } from './conversion.controller';
import { ConversionBatches } from './conversion-batches';
import { ConversionJournal } from './conversion-journal';
import { ConversionMappingController } from './conversion-mapping.controller';
import { LeadConversionMapping } from './conversion-mapping.entity';
import { ConversionMappings } from './conversion-mappings';
import { LeadConversion } from './lead-conversion.entity';
import { LeadConversions } from './lead-conversions';
import { LeadConverter } from './lead-converter';
import { LeadUnconverter } from './lead-unconverter';

/** Leads become contacts, companies and deals. */
@Module({
  imports: [RecordLinksModule, TypeOrmModule.forFeature([LeadConversion, LeadConversionMapping])],
  controllers: [ConversionController, ConversionMappingController],
  providers: [
    LeadConversions,
    ConversionBatches,
    LeadConverter,
    LeadUnconverter,
    ConversionMappings,
    ConversionJournal,
  ],
})
export class LeadConversionModule {}
