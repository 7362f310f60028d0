/** What a terminal or a service that runs jobs may obey, and JSON leaves as it is; line breaks between values are ours. */
const obeyed = /[\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u007f-\u009f]|#(?=#\w*\[)/gu;

/**
 * A value as JSON, in lines, with everything escaped that is not to be obeyed: another spelling of the same value.
 *
 *     printableJson('##vso[x]\u202e')  →  '"\\u0023#vso[x]\\u202e"\n'
 */
export function printableJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(obeyed, inUnits)}\n`;
}

/** As JSON spells a character: an escape for each of its one or two units. */
function inUnits(character: string): string {
  return character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
