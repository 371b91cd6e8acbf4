/** What the demo's company sells: furniture for offices, and the work around it. Prices in euros, without tax. */
export const PRODUCTS: readonly (readonly [
  sku: string,
  name: string,
  category: string,
  unit: string,
  price: string,
])[] = [
  ['DESK-140', 'Oak desk 140 × 70', 'Desks', 'piece', '389.00'],
  ['DESK-160', 'Oak desk 160 × 80', 'Desks', 'piece', '449.00'],
  ['DESK-LIFT', 'Sit-stand desk 160 × 80', 'Desks', 'piece', '729.00'],
  ['BENCH-4', 'Bench desk for four', 'Desks', 'piece', '1890.00'],
  ['CHAIR-TASK', 'Task chair with mesh back', 'Chairs', 'piece', '319.00'],
  ['CHAIR-EXEC', 'Conference chair, leather', 'Chairs', 'piece', '489.00'],
  ['CHAIR-STACK', 'Stacking chair', 'Chairs', 'piece', '89.00'],
  ['STOOL-BAR', 'Bar stool, beech', 'Chairs', 'piece', '159.00'],
  ['TABLE-CONF', 'Conference table 320 × 120', 'Tables', 'piece', '1650.00'],
  ['TABLE-CAFE', 'Café table, round', 'Tables', 'piece', '229.00'],
  ['CAB-120', 'Cabinet with sliding doors', 'Storage', 'piece', '369.00'],
  ['LOCK-8', 'Locker for eight', 'Storage', 'piece', '640.00'],
  ['SHELF-200', 'Shelf 200 × 80', 'Storage', 'piece', '219.00'],
  ['ACOU-WALL', 'Acoustic wall panel', 'Acoustics', 'piece', '95.00'],
  ['ACOU-BOOTH', 'Phone booth', 'Acoustics', 'piece', '4900.00'],
  ['ACOU-SCREEN', 'Desk screen, felt', 'Acoustics', 'piece', '129.00'],
  ['LAMP-DESK', 'Desk lamp', 'Light', 'piece', '119.00'],
  ['LAMP-FLOOR', 'Floor lamp', 'Light', 'piece', '349.00'],
  ['SRV-PLAN', 'Space planning', 'Services', 'hour', '95.00'],
  ['SRV-ASM', 'Delivery and assembly', 'Services', 'hour', '58.00'],
  ['SRV-OLD', 'Removal of old furniture', 'Services', 'm³', '42.00'],
  ['SRV-CARE', 'Yearly care of furniture', 'Services', 'year', '1200.00'],
];

export const DEAL_TITLES = [
  'Desks for the second floor',
  'Furniture for the new office',
  'Conference room',
  'Meeting corner and café',
  'Acoustics in the open-plan office',
  'Sit-stand desks for the whole team',
  'Reception and waiting area',
  'Moving to the new building',
  'Phone booths',
  'Storage for the archive',
  'Workbenches for the new hall',
  'Twenty more chairs',
];

export const SERVICE_TITLES = [
  'Yearly care of furniture',
  'Planning of the new floor',
  'Assembly and removal of old furniture',
  'Relocation over a weekend',
  'Repairs and spare parts',
];

export const LOST_REASONS = [
  'Too expensive',
  'Bought elsewhere',
  'Project stopped',
  'No answer any more',
  'Delivery takes too long',
];

export const LEAD_TITLES = [
  'Question about delivery times',
  'Asks for a quote: chairs',
  'Wants to see the showroom',
  'Catalogue downloaded',
  'Call back about acoustics',
  'Desks for a start-up',
  'Met at the trade show',
  'Price list for resellers',
  'Second-hand furniture?',
  'Sample of the fabrics',
];

export const LEAD_COMMENTS = [
  'We move in spring and need about 30 workplaces.',
  'Please call after 4 pm.',
  'How long does delivery take at the moment?',
  'We only need chairs, but quickly.',
  'Could somebody come and measure the rooms?',
];

export const SUBJECTS: Readonly<Record<'call' | 'email' | 'meeting' | 'task', readonly string[]>> = {
  call: [
    'First call',
    'Call about the quote',
    'Asked how the chairs are liked',
    'Call about the delivery date',
  ],
  email: ['Quote sent', 'Catalogue and samples sent', 'Drawing of the room', 'Answer about the warranty'],
  meeting: ['Visit to the showroom', 'Measuring on site', 'Presentation of the plan', 'Handover'],
  task: ['Prepare the quote', 'Order the samples', 'Ask the workshop about the date', 'Check the drawing'],
};

export const NOTES = [
  'Prefers delivery before noon; the dock is at the back.',
  'Decision is made by the works council, too.',
  'Knows us from the last move.',
  'Compares with two other suppliers.',
  'Budget is released in the next quarter.',
  'Very happy with the assembly team.',
  'Wants the oak to match the floor: send samples.',
];

export const JOBS = [
  'Office manager',
  'Managing director',
  'Head of purchasing',
  'Facility manager',
  'Assistant to the board',
  'Architect',
  'IT manager',
  'Head of administration',
];

export const COLLEAGUES = [
  ['Nora Lind', 'nora.lind'],
  ['Mateo Ruiz', 'mateo.ruiz'],
  ['Élise Caron', 'elise.caron'],
  ['Thanh Vũ', 'thanh.vu'],
] as const;
