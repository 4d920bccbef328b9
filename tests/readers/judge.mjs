// Judges of pages, one answer in JSON for each question in JSON: html-validate for the markup, Adobe's validator of
// structured data for JSON-LD. Nothing here asks the network.

import { createInterface } from "node:readline";

import Validator from "@adobe/structured-data-validator";
import Extractor from "@marbec/web-auto-extractor";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const config = {
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
  elements: ["html5"],
  // What comes from the page's own host needs no checksum.
  rules: { "require-sri": ["error", { target: "crossorigin" }] },
};
const htmlValidate = new HtmlValidate(new StaticConfigLoader(config));

async function markup(html) {
  const report = await htmlValidate.validateString(html);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ line, column, message, ruleId }) => `${line}:${column} ${message} (${ruleId})`),
  );
}

async function structured(html) {
  const found = new Extractor({ addLocation: false, embedSource: [] }).parse(html);
  const issues = await new Validator().validate(found);
  const place = ({ path }) => (path ?? []).map(({ property, type }) => property ?? type).join("/");
  return issues.map((issue) => `${issue.severity} ${place(issue)}: ${issue.issueMessage}`);
}

const judges = { markup, structured };

for await (const line of createInterface({ input: process.stdin })) {
  const { judge, html } = JSON.parse(line);
  let answer;
  try {
    answer = { complaints: await judges[judge](html), error: null };
  } catch (error) {
    answer = { complaints: [], error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
