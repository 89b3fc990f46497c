/** An id in an address: digits and nothing else. Whether it names anything is for the rules to say. */
export const match = (text: string) => /^\d+$/.test(text);
