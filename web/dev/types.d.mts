export function typesText(): Promise<string>;
