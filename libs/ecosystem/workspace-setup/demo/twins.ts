import type { PlannedClient, PlannedLead } from './plan';
import type { SeededRandom } from './random';
import { MOMENTS } from './story';

type Body = Readonly<Record<string, unknown>>;

/** Somebody or something that is there already, written down once more by whoever did not look. */
export interface PlannedTwin {
  readonly moment: number;
  readonly object: 'contact' | 'company' | 'lead';
  /** The client whose it is; none of a lead. */
  readonly client: number | null;
  readonly input: Body;
}

/** One in so many is there twice. */
const EVERY = { contact: 7, company: 20, lead: 15 } as const;

/** The doubles that come about within a year. */
export function twinsOf(
  random: SeededRandom,
  { clients, leads }: { readonly clients: readonly PlannedClient[]; readonly leads: readonly PlannedLead[] },
): PlannedTwin[] {
  const later = (moment: number): number => Math.min(MOMENTS - 1, moment + random.between(2, 12));
  const contacts = clients.flatMap(({ people, moment }, client): PlannedTwin[] => {
    const [person] = client % EVERY.contact === 0 ? people : [];
    return person
      ? [{ moment: later(moment), object: 'contact', client, input: writtenAgain(random, person) }]
      : [];
  });
  const companies = clients.flatMap(({ company, moment }, client): PlannedTwin[] =>
    client % EVERY.company === 0
      ? [{ moment: later(moment), object: 'company', client, input: firmAgain(company) }]
      : [],
  );
  const again = leads.flatMap(({ input, story }, at): PlannedTwin[] =>
    at % EVERY.lead === 0
      ? [
          {
            moment: later(story.begins),
            object: 'lead',
            client: null,
            input: { ...writtenAgain(random, input), title: 'Callback request', source: 'call' },
          },
        ]
      : [],
  );
  return [...contacts, ...companies, ...again];
}

/** The same person as another colleague writes them down. */
function writtenAgain(random: SeededRandom, person: Body): Body {
  const { first_name: first, last_name: last, emails, phones } = person as unknown as Named;
  const plain = (text: string) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  const [email] = emails;
  const [phone] = phones ?? [];
  const byEmail = { emails: email ? [{ value: email.value.toUpperCase(), type: 'work' }] : [] };
  const ways: readonly Body[] = [
    { first_name: `${first.charAt(0)}.`, last_name: last.toUpperCase(), ...byEmail },
    {
      first_name: plain(first),
      last_name: plain(last),
      ...(phone ? { phones: [{ value: phone.value.replaceAll(' ', '') }] } : byEmail),
    },
    {
      first_name: last,
      last_name: first,
      emails: email ? [{ value: email.value.replace('@', '+office@'), type: 'other' }] : [],
    },
  ];
  return random.pick(ways);
}

interface Named {
  readonly first_name: string;
  readonly last_name: string;
  readonly emails: readonly { readonly value: string }[];
  readonly phones?: readonly { readonly value: string }[];
}

/** The same firm, of which somebody knew the name and the web site. */
const firmAgain = ({ name, websites }: Body): Body => ({
  name: `${String(name).toUpperCase()} Ltd`,
  websites,
});
