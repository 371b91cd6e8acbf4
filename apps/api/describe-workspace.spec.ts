import { type BaseDocument, describeWorkspace, type OwnRecords } from './describe-workspace';

const ID = '^stag_[0-7][0-9a-hjkmnp-tv-z]{25}$';
const NEW = 'stag_01jc6nrygyfgx9y01bdgemwqv0';
const WON = 'stag_01jc6nrygyfgx9y01bdgemwqv1';

const stage = { type: ['string', 'null'], pattern: ID, description: 'Its status.', examples: [null] };
const condition = {
  anyOf: [
    { type: 'string', pattern: ID },
    { type: 'object', properties: { in: { type: 'array', items: { type: 'string', pattern: ID } } } },
    { type: 'null' },
  ],
};
const object = (properties: object) => ({ type: 'object', additionalProperties: false, properties });

const CUSTOM = { type: 'object', additionalProperties: true };
const words = {
  anyOf: [
    { type: 'string', enum: ['title'] },
    { type: 'string', pattern: '^custom' },
  ],
};

const base: BaseDocument = {
  paths: {
    '/v1/leads': {
      get: {
        parameters: [{ name: 'stage_id', schema: { type: 'string', maxLength: 200 } }, { name: 'limit' }],
      },
      post: {},
    },
  },
  components: {
    schemas: {
      Lead: { ...object({ stage_id: stage, custom_fields: CUSTOM }), required: ['custom_fields'] },
      CreateLead: object({ stage_id: stage, title: { type: 'string' }, custom_fields: CUSTOM }),
      LeadFilter: object({ stage_id: condition, custom_fields: CUSTOM }),
      LeadSort: words,
      LeadField: words,
      LeadKey: object({ field: { type: 'string' } }),
      CreateDeal: object({ stage_id: stage }),
    },
  },
};

const lead: OwnRecords = {
  plural: 'leads',
  name: 'Lead',
  choices: {
    stage_id: [
      { id: NEW, label: 'New' },
      { id: WON, label: 'Won "big"' },
    ],
  },
};
const LABELS = { [NEW]: 'New', [WON]: 'Won "big"' };

const fieldsIn = (document: BaseDocument, name: string) =>
  document.components.schemas[name]?.properties as Record<string, Record<string, unknown>>;

describe('the document of a workspace', () => {
  const own = describeWorkspace(base, [lead]);

  it('lists the ids that a field of a request may have, with their names', () => {
    expect(fieldsIn(own, 'CreateLead').stage_id).toEqual({
      ...stage,
      enum: [NEW, WON, null],
      'x-enum-labels': LABELS,
      examples: [NEW],
    });
  });

  it('lists them everywhere in a condition', () => {
    const choice = {
      pattern: ID,
      type: 'string',
      enum: [NEW, WON],
      'x-enum-labels': LABELS,
      examples: [NEW],
    };
    expect(fieldsIn(own, 'LeadFilter').stage_id).toEqual({
      anyOf: [
        choice,
        { type: 'object', properties: { in: { type: 'array', items: choice } } },
        { type: 'null' },
      ],
    });
  });

  it('lists them in the query of the list', () => {
    expect(own.paths['/v1/leads']?.get?.parameters).toEqual([
      { name: 'stage_id', schema: { type: 'string', enum: [NEW, WON], 'x-enum-labels': LABELS } },
      { name: 'limit' },
    ]);
  });

  it('leaves answers alone, where a record may be in a stage that is gone, and other kinds of record', () => {
    expect(own.components.schemas.Lead).toBe(base.components.schemas.Lead);
    expect(own.components.schemas.CreateDeal).toBe(base.components.schemas.CreateDeal);
  });

  it('leaves the base as it is', () => {
    const before = JSON.stringify(base);
    describeWorkspace(base, [lead]);
    expect(JSON.stringify(base)).toBe(before);
  });

  it('is the base where a workspace has nothing of its own, or nothing that the caller may read', () => {
    expect(describeWorkspace(base, [])).toEqual(base);
    expect(describeWorkspace(base, [{ plural: 'leads', name: 'Lead', choices: { stage_id: [] } }])).toEqual(
      base,
    );
  });

  it('has the custom fields in requests, answers, filters, sorts and choices of fields', () => {
    const schema = { anyOf: [{ type: 'string', enum: ['morning'] }, { type: 'null' }] };
    const delivery = {
      key: 'delivery_window',
      label: 'Delivery window',
      schema,
      condition: { type: 'string' },
      isSortable: true,
      isUnique: true,
      labels: { morning: 'In the morning' },
    };
    const told = describeWorkspace(base, [{ ...lead, customFields: [delivery] }]);
    const described = { ...schema, title: 'Delivery window', 'x-enum-labels': { morning: 'In the morning' } };
    for (const name of ['CreateLead', 'Lead']) {
      expect(fieldsIn(told, name).custom_fields).toMatchObject({
        type: 'object',
        additionalProperties: false,
        properties: { delivery_window: described },
      });
    }
    expect(fieldsIn(told, 'Lead').custom_fields).toMatchObject({ required: ['delivery_window'] });
    expect(fieldsIn(told, 'CreateLead').custom_fields).not.toHaveProperty('required');
    expect(fieldsIn(told, 'LeadFilter').custom_fields).toMatchObject({
      properties: { delivery_window: { type: 'string' } },
    });
    const { LeadSort, LeadField, LeadKey } = told.components.schemas;
    const path = 'custom_fields.delivery_window';
    expect(LeadSort).toEqual({ type: 'string', enum: ['title', path, `-${path}`] });
    expect(LeadField).toEqual({ type: 'string', enum: ['title', path] });
    expect(LeadKey?.properties).toMatchObject({ field: { enum: ['external_id', path] } });
    expect(fieldsIn(told, 'CreateDeal').custom_fields).toBeUndefined();
  });
});
