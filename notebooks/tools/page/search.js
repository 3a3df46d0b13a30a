"use strict";
// The words that were asked for stand in the address, `search.html?q=...`: a form does that
// without a server, from a disk too.

const MOST = 40;
const AROUND = 90;

// "Señal" is found by "senal".
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function words(query) {
  return plain(query).split(/[^\p{L}\p{N}]+/u).filter(word => word.length > 0);
}

function count(text, word) {
  return text.split(word).length - 1;
}

// A section must hold every word; in its title each weighs most.
function score(entry, wanted) {
  const title = plain(entry.title), text = plain(entry.text), chapter = plain(entry.chapter);
  let sum = 0;
  for (const word of wanted) {
    const inTitle = count(title, word), inText = count(text, word), inChapter = count(chapter, word);
    if (inTitle + inText + inChapter === 0) return 0;
    sum += 20 * inTitle + 2 * inChapter + Math.min(inText, 10);
  }
  return sum;
}

function find(entries, query) {
  const wanted = words(query);
  if (wanted.length === 0) return [];
  const scored = entries.map(entry => ({ entry, score: score(entry, wanted) }));
  return scored.filter(hit => hit.score > 0).sort((a, b) => b.score - a.score);
}

// The first place of a word, with its surroundings, the word itself marked.
function excerpt(text, wanted) {
  const marked = document.createElement("p");
  const low = plain(text);
  const places = wanted.map(word => ({ at: low.indexOf(word), word })).filter(p => p.at >= 0);
  if (low.length !== text.length || places.length === 0) {
    marked.textContent = text.slice(0, 2 * AROUND);
    return marked;
  }
  const { at, word } = places.reduce((a, b) => (a.at <= b.at ? a : b));
  const end = at + word.length, before = Array.from(text.slice(0, at)).slice(-AROUND).join("");
  const after = Array.from(text.slice(end)).slice(0, AROUND).join("");
  const mark = document.createElement("mark");
  mark.textContent = text.slice(at, end);
  const dots = cut => (cut ? "…" : "");
  marked.append(dots(before.length < at) + before, mark, after + dots(end + after.length < text.length));
  return marked;
}

function line({ entry }, wanted) {
  const item = document.createElement("li"), link = document.createElement("a");
  link.href = entry.page + (entry.anchor ? "#" + encodeURIComponent(entry.anchor) : "");
  link.textContent = entry.title === entry.chapter ? entry.title : `${entry.chapter} › ${entry.title}`;
  item.append(link, excerpt(entry.text, wanted));
  return item;
}

function show(query) {
  const entries = JSON.parse(document.getElementById("index").textContent);
  const hits = find(entries, query), wanted = words(query);
  const said = hits.length === 1 ? "1 section" : `${hits.length} sections`;
  const more = hits.length > MOST ? `, the best ${MOST} shown` : "";
  document.getElementById("found").textContent =
    wanted.length === 0 ? "" : hits.length === 0 ? `Nothing holds “${query}”.` : `${said} with “${query}”${more}.`;
  document.getElementById("results").replaceChildren(...hits.slice(0, MOST).map(hit => line(hit, wanted)));
}

const query = new URLSearchParams(location.search).get("q") ?? "";
const box = document.querySelector("input[name=q]");
box.value = query;
if (query === "") box.focus();
box.addEventListener("input", () => show(box.value));
show(query);
