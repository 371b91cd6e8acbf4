export { LeadConversionModule } from './lead-conversion.module';
