//! Whatever the bytes, reading ends, and what was written as a table is read back.

#[cfg(test)]
mod tests {
    use inlets::log::{Import, Log, Mapping};
    use proptest::prelude::*;

    const MAPPING: &str =
        "type = \"incident\"\ncase = \"No\"\nat = \"When\"\ntitle = { text = \"{Text}\" }\nkeep = { Text = \"t\" }\n";

    fn read(bytes: &[u8]) -> (Vec<Option<String>>, String) {
        let mapping = Mapping::parse(MAPPING, "any.toml").unwrap_or_else(|bad| panic!("{bad}"));
        let mut import = Import::new(Log::open(bytes, &mapping), &mapping);
        let steps = import.by_ref().flat_map(|planned| planned.steps);
        let texts = steps.map(|step| step.notes.first().map(|(_, text)| text.clone())).collect();
        (texts, import.into_report().to_string())
    }

    proptest! {
        #[test]
        fn any_bytes_come_to_an_end(start in prop::sample::select(vec!["", "<log>", "No,When\n", "\u{1f}\u{8b}"]), bytes: Vec<u8>) {
            let report = read(&[start.as_bytes(), &bytes].concat()).1;
            prop_assert!(!report.is_empty());
        }

        #[test]
        fn any_xml_comes_to_an_end(parts in prop::collection::vec(prop::sample::select(vec![
            "<log>", "</log>", "<trace>", "</trace>", "<event>", "</event>", "<values>", "<x/>", "&amp;", "&no;", "]]>", "<!--", "-->",
            "<string key=\"No\" value=\"1\"/>", "<date key=\"When\" value=\"2012-05-03T00:00:00Z\"/>", "<string key=", "<list key=\"l\">",
        ]), 0..40)) {
            let report = read(format!("<log><trace>{}", parts.concat()).as_bytes()).1;
            prop_assert!(!report.is_empty());
        }

        #[test]
        fn a_table_reads_back_as_it_was_written(texts in prop::collection::vec("[a-z\", ;\t\n\r\u{e4}\u{1f600}]{0,12}", 0..12), delimiter in prop::sample::select(b",;\t".to_vec())) {
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(vec![]);
            writer.write_record(["No", "When", "Text"]).expect("a head");
            for text in &texts {
                writer.write_record(["1", "2012-05-03T00:00:00Z", text]).expect("a row");
            }
            let (read, report) = read(&writer.into_inner().expect("a table"));
            let wanted: Vec<Option<String>> = texts.into_iter().map(|text| Some(text).filter(|text| !text.is_empty())).collect();
            prop_assert_eq!(read, wanted, "{}", report);
        }
    }
}
