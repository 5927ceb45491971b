/** The choices of a field as lines a person can type: `value = 中文 | English`. */
import type { TypeField } from '$lib/api';

type Choices = NonNullable<TypeField['choices']>;

export function choicesText(choices: Choices): string {
  return choices.map(({ value, name }) => `${value} = ${name.zh} | ${name.en}`).join('\n');
}

export function choicesOf(text: string): Choices {
  const choices: Choices = [];
  for (const line of text.split('\n')) {
    const [value = '', names = ''] = line.split('=').map((part) => part.trim());
    const [zh = '', en = ''] = names.split('|').map((part) => part.trim());
    if (value) choices.push({ value, name: { zh: zh || en || value, en: en || zh || value } });
  }
  return choices;
}
