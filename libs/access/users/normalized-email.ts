/** The form in which an email address is compared: no spaces around it, one Unicode form, lower case. */
export const normalizedEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase();
