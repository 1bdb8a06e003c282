// The half of a story's verbs that runs in the page: finds things by the words a person sees. Put before each script.
const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const shown = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? element.getClientRects().length > 0;
const byIds = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(" ");
const nameOf = (element) => plain(
  element.getAttribute("aria-label")
    || (element.hasAttribute("aria-labelledby") && byIds(element.getAttribute("aria-labelledby")))
    || (element.matches("input[type=submit], input[type=button]") ? element.value : element.innerText));
// The one that is named exactly so, else the only one whose name begins so.
const named = (elements, name) => {
  const found = [...elements].filter(shown);
  const begins = found.filter((element) => nameOf(element).startsWith(name));
  return found.find((element) => nameOf(element) === name) ?? (begins.length === 1 ? begins[0] : null);
};
const PRESSED = "button, a[href], summary, label, [role=button], [role=tab], input[type=submit], input[type=button]";
const pressable = (name, within = document) => {
  const found = named(within.querySelectorAll(PRESSED), name);
  if (!found || found.matches(":disabled, [aria-disabled=true]")) return null;
  found.scrollIntoView({ block: "center" }); // as a thumb would, clear of the bar
  return found;
};
const group = (question) => {
  const all = [...document.querySelectorAll("fieldset, [role=group], [role=radiogroup], [role=dialog], dialog")];
  return all.filter(shown).find((it) => plain(it.querySelector("legend")?.innerText ?? "").startsWith(question)
    || nameOf(it).startsWith(question)) ?? null;
};
const field = (name) => named(document.querySelectorAll("label"), name)?.control
  ?? named(document.querySelectorAll("input[aria-label], textarea[aria-label], select[aria-label], "
    + "input[aria-labelledby], textarea[aria-labelledby], select[aria-labelledby]"), name);
const words = () => plain(document.body?.innerText);
// Line by line as shown, without the parts a selector names.
const linesOf = (selector, without) => {
  const whole = document.querySelector(selector);
  if (!whole) return null;
  const hidden = without ? [...whole.querySelectorAll(without)] : [];
  hidden.forEach((element) => element.style.setProperty("display", "none", "important"));
  const lines = whole.innerText.split("\n").map(plain).filter((line) => line !== "");
  hidden.forEach((element) => element.style.removeProperty("display"));
  return lines;
};
