//! What the talk holds, and that what is generated varies and repeats.

use std::collections::HashSet;

use super::*;

const STORIES: &[&[Scene]] = &[
    FRONT_DESK,
    RETURNS,
    LOUNGE,
    OPEN_COUNTER,
    LETTERPRESS,
    READING_CIRCLE,
    COUNCIL,
    WINTER_MARKET,
    OLIVE_MANUEL,
    MINA_MANUEL,
    SATURDAY,
    ANNOUNCEMENTS,
    BUILD,
    LOCALISATION,
    LAUNCH_PARTY,
    CHESS,
    ROSA_WEI,
];

const TONGUES: &[Tongue] = &[
    Tongue::English,
    Tongue::Polish,
    Tongue::French,
    Tongue::German,
    Tongue::English,
    Tongue::Russian,
    Tongue::Arabic,
    Tongue::Hebrew,
    Tongue::Japanese,
    Tongue::Hindi,
    Tongue::Turkish,
    Tongue::Spanish,
];

fn scenes() -> impl Iterator<Item = &'static Scene> {
    STORIES.iter().copied().flatten()
}

fn lines() -> impl Iterator<Item = &'static Line> {
    scenes().flat_map(|scene| scene.lines)
}

#[test]
fn there_are_five_hundred_distinct_lines_none_empty_and_none_too_long() {
    let distinct: HashSet<_> = lines().map(|line| line.text).collect();
    assert!(distinct.len() >= 500, "{} distinct lines", distinct.len());
    for text in distinct {
        assert!(!text.trim().is_empty());
        assert!(text.chars().count() <= 4_096, "{text}");
    }
}

#[test]
fn scenes_run_forward_without_overlap_and_replies_point_at_a_line_before() {
    for story in STORIES {
        let mut free_from = 0;
        for scene in *story {
            assert!(scene.days_ago >= 1 && scene.at_min < 24 * 60);
            let begins = (1_000 - i64::from(scene.days_ago)) * 86_400 + i64::from(scene.at_min) * 60;
            assert!(begins > free_from, "{:?}", scene.lines.first());
            let lasts: u32 = scene.lines.iter().map(|line| line.after_s).sum();
            free_from = begins + i64::from(lasts);
            assert!(free_from < (1_001 - i64::from(scene.days_ago)) * 86_400, "past midnight");
            for (index, line) in scene.lines.iter().enumerate() {
                let back = line.reply_to_back.map_or(1, usize::from);
                assert!(line.reply_to_back.is_none() || (1..=index).contains(&back), "{line:?}");
            }
        }
    }
}

#[test]
fn the_talk_holds_every_oddity_that_the_panel_has_to_show() {
    for oddity in [
        "4111 1111 1111 1111",
        "202-555-01",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "</textarea>",
        "**bold**",
        "&amp;",
        "https://example.com",
        "\n",
        "\u{200d}",
        "\u{301}",
        "\u{202e}",
        "```",
    ] {
        assert!(lines().any(|line| line.text.contains(oddity)), "{oddity:?}");
    }
    assert!(lines().any(|line| line.text.split_whitespace().any(|word| word.chars().count() > 300)));
    assert!(lines().any(|line| (1_900..2_400).contains(&line.text.chars().count())));
    assert!(lines().any(|line| line.edited));
    let burst = lines().filter(|line| line.by == "dealz" && line.after_s <= 1).count();
    assert!(burst >= 20, "{burst} lines of spam");
}

#[test]
fn generated_lines_vary_repeat_exactly_and_come_from_somebody_present() {
    let bulk: Vec<_> = (0..20_000).map(|n| bulk_line(7, n, TONGUES)).collect();
    let distinct: HashSet<_> = bulk.iter().map(|line| &line.text).collect();
    assert!(distinct.len() >= 5_000, "{} distinct", distinct.len());
    let voices: HashSet<_> = bulk.iter().map(|line| line.voice).collect();
    assert_eq!(voices.len(), TONGUES.len());
    assert!(bulk.iter().all(|line| line.voice < TONGUES.len() && !line.text.is_empty()));
    assert_eq!(bulk_line(7, 19_999, TONGUES), bulk[19_999]);
    assert_ne!(bulk_line(8, 19_999, TONGUES).text, bulk[19_999].text);
    let said: HashSet<_> = (0..500).map(|n| chatter(7, n, TONGUES).text).collect();
    assert!(said.len() >= 150 && said.iter().all(|text| !text.is_empty()), "{}", said.len());
    assert_eq!(bulk_line(7, 0, &[]).voice, 0);
}
