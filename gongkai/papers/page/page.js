"use strict";
// Sorting and filtering of long tables, finding a unit, opening what is folded. Everything can be read without it.
(() => {
  const MANY = 8;
  const order = new Intl.Collator("zh-Hans-CN", { numeric: true });
  const said = (row, column) => row.cells[column].textContent.trim();
  const figure = (text) => (/^-?[\d.]+%?$/.test(text) ? parseFloat(text) : null);

  const nameOf = (table) => table.caption.textContent.trim().replace(/^[一二三四五六七八九十]+、/, "");

  const compare = (one, other) => {
    const [a, b] = [figure(one), figure(other)];
    return a !== null && b !== null ? a - b : order.compare(one, other);
  };

  const sort = (table, head) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const each of head.parentNode.cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const column = head.cellIndex;
    const empty = (row) => ["", "—"].includes(said(row, column));
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => empty(a) - empty(b) || (down ? -1 : 1) * compare(said(a, column), said(b, column)));
    table.tBodies[0].append(...rows);
  };

  const sortable = (table) => {
    for (const head of table.tHead.rows[0].cells) {
      if (head.tagName !== "TH") continue;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head));
    }
  };

  const filterable = (table) => {
    const box = document.createElement("div");
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("output");
    box.className = "filter";
    input.type = "search";
    label.append(`筛选“${nameOf(table)}”`, input);
    box.append(label, count);
    (table.closest(".scroll") || table).before(box);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      const rows = [...table.tBodies[0].rows];
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
      count.textContent = wanted ? `显示${rows.filter((row) => !row.hidden).length}行，共${rows.length}行` : "";
    });
  };

  const reveal = (id) => {
    const place = id && document.getElementById(decodeURIComponent(id));
    if (!place) return;
    for (let at = place.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    place.scrollIntoView();
  };

  const findable = (bar, cards) => {
    const names = new Map([...cards].map((card) => [card.querySelector("summary").textContent.trim(), card]));
    const box = document.createElement("form");
    const label = document.createElement("label");
    const input = document.createElement("input");
    const list = document.createElement("datalist");
    const told = document.createElement("output");
    box.className = "find";
    box.setAttribute("role", "search");
    input.type = "search";
    list.id = "units";
    input.setAttribute("list", list.id);
    for (const name of names.keys()) list.append(new Option(name, name));
    label.append("查找单位", input);
    box.append(label, list, told);
    bar.append(box);
    const look = (event) => {
      event.preventDefault();
      const wanted = input.value.trim();
      const found = [...names.keys()].filter((name) => wanted && name.includes(wanted));
      const name = names.has(wanted) ? wanted : found.length === 1 ? found[0] : "";
      told.textContent = !wanted || name ? "" : found.length ? `有${found.length}个：${found.slice(0, 3).join("、")}…` : "没有这个单位";
      if (!name) return;
      const id = names.get(name).querySelector(".inside").id;
      if (location.hash === `#${id}`) reveal(id);
      else location.hash = id;
    };
    box.addEventListener("submit", look);
    input.addEventListener("change", look);
  };

  const explained = (map) => {
    const heads = map.tHead.rows[0].cells;
    map.addEventListener("mouseover", ({ target }) => {
      const cell = target.closest("tbody td[class]:not(.sum)");
      if (!cell || cell.title) return;
      const head = heads[cell.cellIndex];
      const column = [head.textContent.trim(), head.title].filter(Boolean).join(" ");
      cell.title = `${said(cell.parentNode, 0)}　${column}：${cell.textContent.trim()}`;
    });
  };

  // A table that needs no strip to slide in keeps its heads on the screen itself.
  const fitted = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      target.classList.toggle("fits", target.firstElementChild.offsetWidth <= target.clientWidth);
    }
  });
  document.querySelectorAll(".scroll").forEach((box) => fitted.observe(box));

  const bar = document.querySelector(".bar");
  const cards = document.querySelectorAll("details > .inside > section > details");
  if (bar && cards.length >= MANY) findable(bar, cards);
  if (bar) {
    bar.classList.add("live");
    const root = document.documentElement;
    new ResizeObserver(() => root.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);
  }
  document.querySelectorAll("table.heat").forEach(explained);
  addEventListener("hashchange", () => reveal(location.hash.slice(1)));
  if (location.hash) reveal(location.hash.slice(1));

  const opened = [];
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("section:not(.apart) > details:not([open])")) {
      each.open = true;
      opened.push(each);
    }
  });
  addEventListener("afterprint", () => {
    while (opened.length) opened.pop().open = false;
  });

  for (const table of document.querySelectorAll("table.list")) {
    if (table.tBodies[0].rows.length < MANY) continue;
    sortable(table);
    filterable(table);
  }
})();
