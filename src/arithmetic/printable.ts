/**
 * What is not shown as itself: control and format characters (terminal commands, direction marks, joiners), surrogates without a partner,
 * private use, what is no character, line and paragraph separators, and whatever else has no width.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escape(character: string): string {
  const code = character.codePointAt(0)!.toString(16);
  return short[character] ?? (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`);
}

/**
 * A text that somebody else wrote as one line that looks like what it is: characters that a terminal obeys, that turn the direction of
 * writing or that cannot be seen are written as escapes (`\n`, `\u001b`, `\u{e0041}`).
 *
 * @param text a name, a path, a message
 * @returns the same text where it holds nothing of the kind
 *
 *     printable('adamw, ηλ')  →  'adamw, ηλ'
 *     printable('\u001b[2Jholds\n')  →  '\\u001b[2Jholds\\n'
 *
 * Source: Unicode Standard Annex 44 (general categories, Default_Ignorable_Code_Point); Boucher & Anderson 2021, arXiv 2111.00169.
 */
export function printable(text: string): string {
  return text.replace(hidden, escape);
}

/**
 * As `printable`, for a text whose line breaks are meant, such as a message with advice: every later line is indented.
 *
 *     printableLines('no such file\nsee \u202ebelow')  →  'no such file\n  see \\u202ebelow'
 */
export function printableLines(text: string): string {
  const [first, ...rest] = text.split(/\r?\n/).map(printable);
  return [first, ...rest.map((line) => (/^\s/.test(line) || line === '' ? line : `  ${line}`))].join('\n');
}

/**
 * What services that run jobs obey in the output of a job: GitHub `::error::` after blanks, GitHub and Azure `##[error]` and `##vso[` anywhere
 * in a line, TeamCity `##teamcity[`, Buildkite `--- ` and the like.
 */
const commands = /(?<=^[^\S\n]*):(?=:)|#(?=#\w*\[)|^(?:-(?=-- )|\+(?=\+\+ )|~(?=~~ )|\^(?=\^\^ ))/gm;

/**
 * A printed text of which no line is a command to the service that runs the job: the first character of what would be one is escaped.
 *
 *     withoutCommands('  ::error::forged')  →  '  \\u003a:error::forged'
 *
 * Source: the agents of GitHub (ActionCommand.cs) and Azure (Command.cs), TeamCity's service messages, Buildkite's log groups.
 */
export function withoutCommands(text: string): string {
  return text.replace(commands, escape);
}

/**
 * A word of a command line that can be copied: quoted for a POSIX shell where it has to be, and printable.
 *
 *     shellWord('./my-sgd.mjs')  →  './my-sgd.mjs'
 *     shellWord("torch:AdamW?name=it's")  →  "'torch:AdamW?name=it'\\''s'"
 */
export function shellWord(word: string): string {
  const shown = printable(word);
  return /^[\w./:@%+=,-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
