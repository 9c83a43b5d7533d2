//! What is read and what is refused, and where our frames end.

use super::*;

/// A client's frame, masked.
fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [1, 2, 3, 4];
    let mut frame = Vec::new();
    frame.push(first);
    match payload.len() {
        length @ ..=125 => frame.push(0x80 | length as u8),
        length => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&(length as u16).to_be_bytes());
        }
    }
    frame.extend_from_slice(&mask);
    frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

fn read(bytes: &[u8]) -> Result<Option<Message>, u16> {
    let mut reader = Reader::default();
    reader.push(bytes);
    reader.next().map_err(|closing| closing.code)
}

#[test]
fn what_a_client_may_send_is_read() {
    assert_eq!(read(&masked(0x81, b"hello")), Ok(Some(Message::Text("hello".into()))));
    assert_eq!(read(&masked(0x89, b"x")), Ok(Some(Message::Ping(b"x".to_vec()))));
    assert_eq!(read(&masked(0x8A, b"")), Ok(Some(Message::Pong)));
    assert_eq!(read(&masked(0x88, b"")), Ok(Some(Message::Close(None))));
    assert_eq!(read(&masked(0x88, &[3, 232])), Ok(Some(Message::Close(Some(1000)))));
    assert_eq!(read(&masked(0x81, &[b'a'; 1024])), Ok(Some(Message::Text("a".repeat(1024)))));
}

#[test]
fn anything_else_is_refused_with_its_code() {
    let cases: &[(&str, Vec<u8>, u16)] = &[
        ("unmasked", vec![0x81, 1, b'a'], 1002),
        ("reserved bit", masked(0xC1, b"a"), 1002),
        ("unknown kind", masked(0x83, b"a"), 1002),
        ("unknown control", masked(0x8B, b"a"), 1002),
        ("fragmented control", masked(0x09, b"a"), 1002),
        ("long control", masked(0x89, &[0; 126]), 1002),
        ("half a code", masked(0x88, &[3]), 1002),
        ("code that is never sent", masked(0x88, &[3, 237]), 1002),
        ("binary", masked(0x82, b"a"), 1003),
        ("first fragment", masked(0x01, b"a"), 1003),
        ("continuation", masked(0x80, b"a"), 1003),
        ("text that is none", masked(0x81, &[0xFF]), 1007),
        ("close reason that is none", masked(0x88, &[3, 232, 0xFF]), 1007),
        ("long text", masked(0x81, &[b'a'; 1025]), 1009),
        ("endless text", [&[0x81, 0xFF][..], &[0xFF; 12]].concat(), 1009),
    ];
    for (case, bytes, code) in cases {
        assert_eq!(read(bytes), Err(*code), "{case}");
    }
}

#[test]
fn a_patient_reader_skips_what_it_does_not_read() {
    let long = [b"{\"id\"".as_slice(), &[b'x'; 3000]].concat();
    let bytes = [
        masked(0x81, b"one"),
        masked(0x82, &[7; 5000]),
        masked(0x81, &long),
        masked(0x89, b""),
        masked(0x81, &[b'y'; 2000]),
    ]
    .concat();
    let expected = [
        Message::Text("one".to_owned()),
        Message::Skipped(Skipped::Binary),
        Message::Skipped(Skipped::TooLong(String::from_utf8_lossy(&long[..512]).into_owned())),
        Message::Ping(vec![]),
        Message::Text("y".repeat(2000)),
    ];
    for step in [1, 7, 511, 513, 4096, bytes.len()] {
        let (mut reader, mut found, mut most) = (Reader::default(), Vec::new(), 0);
        reader.be_patient(2000);
        for piece in bytes.chunks(step) {
            reader.push(piece);
            most = most.max(reader.waiting.len());
            while let Ok(Some(message)) = reader.next() {
                found.push(message);
            }
        }
        assert_eq!(found, expected, "{step}");
        assert!(most <= 2014 + step, "{most} bytes held at {step}");
    }
}

#[test]
fn a_patient_reader_puts_fragments_together() {
    let bytes = [
        masked(0x01, b"one, "),
        masked(0x80, "zwei §".as_bytes()),
        // Text in three, cut inside of a letter, with a ping between them.
        masked(0x01, &"ä".as_bytes()[..1]),
        masked(0x89, b"there?"),
        masked(0x00, &"ä".as_bytes()[1..]),
        masked(0x80, b""),
        // Too long in the third; what follows of it is skipped with it.
        masked(0x01, &[b'x'; 300]),
        masked(0x00, &[b'y'; 300]),
        masked(0x00, &[b'z'; 1500]),
        masked(0x00, &[b'z'; 1500]),
        masked(0x80, b"end"),
        // Binary.
        masked(0x02, &[7; 100]),
        masked(0x80, &[7; 3000]),
        masked(0x81, b"after"),
        // As long as a text may be.
        masked(0x01, &[b'a'; 1999]),
        masked(0x80, b"b"),
    ]
    .concat();
    let expected = [
        Message::Text("one, zwei §".to_owned()),
        Message::Ping(b"there?".to_vec()),
        Message::Text("ä".to_owned()),
        Message::Skipped(Skipped::TooLong("x".repeat(300) + &"y".repeat(212))),
        Message::Skipped(Skipped::Binary),
        Message::Text("after".to_owned()),
        Message::Text("a".repeat(1999) + "b"),
    ];
    for step in [1, 7, 511, 513, 4096, bytes.len()] {
        let (mut reader, mut found) = (Reader::default(), Vec::new());
        reader.be_patient(2000);
        for piece in bytes.chunks(step) {
            reader.push(piece);
            while let Some(message) = reader.next().unwrap() {
                found.push(message);
            }
        }
        assert_eq!(found, expected, "{step}");
    }
    for (case, bytes, code) in [
        ("a fragment of nothing", masked(0x80, b"a"), 1002),
        ("a message in another", [masked(0x01, b"a"), masked(0x81, b"b")].concat(), 1002),
        ("a text that is none", [masked(0x01, &[0xC3]), masked(0x80, &[0x28])].concat(), 1007),
    ] {
        let mut reader = Reader::default();
        reader.be_patient(2000);
        reader.push(&bytes);
        assert_eq!(reader.next().map_err(|closing| closing.code), Err(code), "{case}");
    }
}

#[test]
fn a_long_text_is_refused_before_it_has_come() {
    assert_eq!(read(&masked(0x81, &[b'a'; 1025])[..8]), Err(1009));
}

#[test]
fn messages_are_found_wherever_the_reads_break() {
    let bytes = [masked(0x81, b"one"), masked(0x89, b""), masked(0x81, &[b'x'; 300])].concat();
    for step in 1..bytes.len() {
        let (mut reader, mut found) = (Reader::default(), Vec::new());
        for piece in bytes.chunks(step) {
            reader.push(piece);
            while let Ok(Some(message)) = reader.next() {
                found.push(message);
            }
        }
        let long = "x".repeat(300);
        assert_eq!(found, [Message::Text("one".into()), Message::Ping(vec![]), Message::Text(long)], "{step}");
        assert_eq!(reader.waiting.capacity(), 0);
    }
}

#[test]
fn our_frames_end_where_they_should() {
    let mut texts = Texts::new();
    let mut ends = vec![0];
    for length in [0, 1, 125, 126, 65_535, 65_536] {
        texts.push(&vec![b'a'; length]);
        ends.push(texts.len());
    }
    let bytes = texts.into_bytes();
    for pair in ends.windows(2) {
        assert_eq!(end_of_frame_at(&bytes, pair[0]), pair[0]);
        assert_eq!(end_of_frame_at(&bytes, pair[0] + 1), pair[1]);
        assert_eq!(end_of_frame_at(&bytes, pair[1] - 1), pair[1]);
    }
}

#[test]
fn a_reason_fits_into_its_frame() {
    let frame = close(Closing { code: 1008, reason: "No room was asked for." });
    assert_eq!(&frame[..4], &[0x88, 24, 3, 240]);
    assert_eq!(&frame[4..], b"No room was asked for.");
}
