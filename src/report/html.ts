/** The look of every page that this package writes; pages need nothing but themselves. */
const pageStyle = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse; margin: 1rem 0; font-size: 13px } td, th { padding: 2px 10px 2px 0; text-align: left; vertical-align: top }
img { max-width: 100% } .holds { color: #0a6b3d } .refuted { color: #b3261e } .undecided { color: #8a6100 }
section { border-top: 1px solid #ddd; margin-top: 2rem } dt { font-weight: 600 } dd { margin: 0 0 .4rem }`;

/** Text as it stands in HTML, between tags and in quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!);
}

/** A whole page. */
export function page(title: string, body: string, style = ''): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${pageStyle}${style}</style></head><body>
${body}
</body></html>
`;
}
