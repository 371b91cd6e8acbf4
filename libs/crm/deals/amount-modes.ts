/** Who says what a deal is worth. */
export const AMOUNT_MODES = ['manual', 'line_items'] as const;
