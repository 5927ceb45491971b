/** What a scanned or typed text names, as far as that can be told without asking. Pure. */

/** The code in the address that a label or slip carries, or the text itself. */
export function codeIn(text: string): string {
  const link = /^\w+:\/\/.+\/[FCSBU]\/([^/?#]+)$/i.exec(text.trim());
  if (!link) return text.trim();
  try {
    return decodeURIComponent(link[1] as string);
  } catch {
    return link[1] as string;
  }
}
