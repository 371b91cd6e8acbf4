/** The words of one kind of mail. */
export interface MailTexts {
  readonly subject: string;
  readonly body: string;
  /** What its link is called; null for a mail without one. */
  readonly button: string | null;
  readonly note: string | null;
}
