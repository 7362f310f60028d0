/** An element of a parsed document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

/** The text is not well-formed. */
export class XMLParserError extends Error {}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#10': '\n' };
const tag = /<(?:\?[^?]*\?|(?<close>\/)?(?<name>[\w-]+)(?<attributes>(?:\s+[\w-]+="[^"<]*")*)\s*(?<empty>\/)?)>/y;

/** A small strict parser: elements, attributes in double quotes, text and the entities that XML defines. */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let position = 0;
  while (position < source.length) {
    const end = source[position] === '<' ? position : source.indexOf('<', position);
    if (end !== position) {
      open.at(-1)!.text += decode(source.slice(position, end < 0 ? undefined : end));
      position = end < 0 ? source.length : end;
      continue;
    }
    tag.lastIndex = position;
    const match = tag.exec(source);
    if (match === null) throw new XMLParserError(`no tag at ${position}: ${source.slice(position, position + 40)}`);
    position = tag.lastIndex;
    const { name, close, empty, attributes = '' } = match.groups!;
    if (name === undefined) continue;
    if (close) {
      if (open.pop()?.name !== name) throw new XMLParserError(`</${name}> closes another element`);
      continue;
    }
    const element = {
      name,
      attributes: Object.fromEntries(
        Array.from(attributes.matchAll(/([\w-]+)="([^"]*)"/g), ([, key, value]) => [key, decode(value)]),
      ),
      children: [],
      text: '',
    };
    open.at(-1)!.children.push(element);
    if (!empty) open.push(element);
  }
  if (open.length !== 1 || root.children.length !== 1) throw new XMLParserError('elements are left open');
  return root.children[0];
}

function decode(text: string): string {
  return text.replaceAll(/&([^;\s]*);?/g, (reference, name: string) => {
    if (!reference.endsWith(';') || !(name in entities)) throw new XMLParserError(`unknown entity ${reference}`);
    return entities[name];
  });
}
