import type { MappingEntry } from './mapping';

/** What a service sends, and what it becomes. */
interface Preset {
  readonly mapping: readonly MappingEntry[];
  readonly idempotency_pointer: string;
  readonly secret_pointer: string | null;
}

const from = (to: string, pointer: string, transform: MappingEntry['transform'] = null): MappingEntry => ({
  to,
  from: pointer,
  value: null,
  transform,
});

const constant = (to: string, value: string): MappingEntry => ({ to, from: null, value, transform: null });

/** https://www.typeform.com/developers/webhooks/example-payload: names by the references of questions, the rest by the type of answers. */
const TYPEFORM: Preset = {
  idempotency_pointer: '/event_id',
  secret_pointer: null,
  mapping: [
    constant('source', 'web_form'),
    from('source_description', '/form_response/definition/title'),
    from('first_name', '/form_response/answers/{field.ref=first_name}/text'),
    from('last_name', '/form_response/answers/{field.ref=last_name}/text'),
    from('company_name', '/form_response/answers/{field.ref=company}/text'),
    from('emails', '/form_response/answers/{type=email}/email'),
    from('phones', '/form_response/answers/{type=phone_number}/phone_number'),
    from('comment', '/form_response/answers/{field.type=long_text}/text'),
    from('utm.source', '/form_response/hidden/utm_source'),
    from('utm.medium', '/form_response/hidden/utm_medium'),
    from('utm.campaign', '/form_response/hidden/utm_campaign'),
    from('external_ids.typeform', '/form_response/token'),
  ],
};

const column = (to: string, id: string, transform: MappingEntry['transform'] = null): MappingEntry =>
  from(to, `/user_column_data/{column_id=${id}}/string_value`, transform);

/** https://developers.google.com/google-ads/webhook/docs/implementation: the key is the one that is set beside the address there. */
const GOOGLE_LEAD_FORM: Preset = {
  idempotency_pointer: '/lead_id',
  secret_pointer: '/google_key',
  mapping: [
    constant('source', 'advertising'),
    constant('source_description', 'Google Ads'),
    column('first_name', 'FIRST_NAME'),
    column('last_name', 'LAST_NAME'),
    column('first_name', 'FULL_NAME', 'first_word'),
    column('last_name', 'FULL_NAME', 'other_words'),
    column('emails', 'EMAIL'),
    column('emails', 'WORK_EMAIL'),
    column('phones', 'PHONE_NUMBER'),
    column('phones', 'WORK_PHONE'),
    column('company_name', 'COMPANY_NAME'),
    column('job_title', 'JOB_TITLE'),
    column('address.city', 'CITY'),
    column('address.postal_code', 'POSTAL_CODE'),
    constant('utm.source', 'google'),
    from('utm.campaign', '/campaign_id'),
    from('external_ids.google_ads', '/lead_id'),
  ],
};

const answer = (to: string, name: string, transform: MappingEntry['transform'] = null): MappingEntry =>
  from(to, `/field_data/{name=${name}}/values/0`, transform);

/** A lead as the Graph API answers it (https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving): Meta's own notifications have no answers in them. */
const META_LEAD_ADS: Preset = {
  idempotency_pointer: '/id',
  secret_pointer: null,
  mapping: [
    constant('source', 'social_media'),
    constant('source_description', 'Meta lead ads'),
    answer('first_name', 'first_name'),
    answer('last_name', 'last_name'),
    answer('first_name', 'full_name', 'first_word'),
    answer('last_name', 'full_name', 'other_words'),
    answer('emails', 'email'),
    answer('phones', 'phone_number'),
    answer('company_name', 'company_name'),
    answer('job_title', 'job_title'),
    answer('address.city', 'city'),
    constant('utm.source', 'meta'),
    from('utm.campaign', '/campaign_name'),
    from('utm.content', '/ad_name'),
    from('external_ids.meta', '/id'),
  ],
};

/** The services whose payloads are known. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  typeform: TYPEFORM,
  google_lead_form: GOOGLE_LEAD_FORM,
  meta_lead_ads: META_LEAD_ADS,
};

export const PRESET_NAMES = Object.keys(PRESETS);
