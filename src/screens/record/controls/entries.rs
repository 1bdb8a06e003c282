//! The entries of a list: added and removed by a tap, or from elsewhere.

use companion_model::concern::Content;
use leptos::prelude::*;

use crate::state::companion;

/// A list of the record.
#[derive(Clone, Copy)]
pub struct List {
    /// What one entry is called: "Person".
    pub one: &'static str,
    /// What the button says that adds one: "Add a person".
    pub add_one: &'static str,
    pub count: fn(&Content) -> usize,
    pub add: fn(&mut Content),
    pub remove: fn(&mut Content, usize),
}

macro_rules! list_of {
    ($list:ident, $one:literal, $add_one:literal) => {
        List {
            one: $one,
            add_one: $add_one,
            count: |content| content.$list.len(),
            add: |content| content.$list.push(Default::default()),
            remove: |content, at| {
                if at < content.$list.len() {
                    content.$list.remove(at);
                }
            },
        }
    };
}

pub(super) use list_of;

/// An entry of a list.
#[derive(Clone, Copy)]
pub struct Entry {
    /// Its own as long as it is there: when another one is removed, its controls stay, and so do focus and caret.
    number: usize,
    /// The place where it stands in the list; `None` once it is removed.
    pub at: Memo<Option<usize>>,
}

impl Entry {
    /// The id of a control for one of its parts.
    pub fn id(self, part: &str) -> String {
        format!("{part}-{}", self.number)
    }
}

/// The numbers of the entries, in the order of the list.
#[derive(Clone, Copy, Default)]
pub struct Numbers(RwSignal<Vec<usize>>);

impl Numbers {
    /// The entries at these places were removed from the list. Whoever removes some says which: the others keep their controls.
    pub fn remove(self, places: &[usize]) {
        let mut at = 0..;
        self.0.update(|numbers| numbers.retain(|_| at.next().is_none_or(|at| !places.contains(&at))));
    }

    /// There are so many entries now. When earlier words are brought back, nobody says which are new or gone: it is the last.
    fn follow(self, count: usize) {
        self.0.maybe_update(|numbers| {
            let is_other = numbers.len() != count;
            *numbers = numbered(std::mem::take(numbers), count);
            is_other
        });
    }
}

/// All of a list, and the way to one more.
#[component]
pub fn Entries<C, N>(
    /// Which list.
    list: List,
    /// The numbers of its entries, where something else removes some, too.
    #[prop(optional)]
    numbers: Numbers,
    /// The controls of an entry.
    children: C,
) -> impl IntoView
where
    C: Fn(Entry) -> N + Clone + Send + 'static,
    N: IntoView + 'static,
{
    let editor = companion().editor;
    let count = Memo::new(move |_| editor.content(list.count).unwrap_or_default());
    numbers.follow(count.get_untracked());
    // They come and go elsewhere too: on the body map, and when earlier words are brought back.
    Effect::new(move |_| numbers.follow(count.get()));
    let one = move |number: usize| {
        let at =
            Memo::new(move |_| numbers.0.with(|numbers| numbers.iter().position(|other| *other == number)));
        let remove = move |_| {
            let Some(at) = at.get_untracked() else { return };
            // A record that is being signed is not changed, and then the entry stays on the screen, too.
            let mut removed = false;
            editor.edit(|content| {
                (list.remove)(content, at);
                removed = true;
            });
            if removed {
                numbers.remove(&[at]);
            }
        };
        view! {
            <section class="entry">
                <h2>{move || at.get().map(|at| format!("{} {}", list.one, at + 1))}</h2>
                {children(Entry { number, at })}
                <button type="button" class="quiet" on:click=remove>"Remove"</button>
            </section>
        }
    };
    view! {
        <For each=move || numbers.0.get() key=|number| *number children=one />
        <button type="button" on:click=move |_| editor.edit(list.add)>{list.add_one}</button>
    }
}

/// The numbers of so many entries: those there are keep theirs, and each new one has the first that is free.
fn numbered(mut numbers: Vec<usize>, count: usize) -> Vec<usize> {
    numbers.truncate(count);
    let free: Vec<usize> = (0..count).filter(|number| !numbers.contains(number)).collect();
    let lacking = count - numbers.len();
    numbers.extend(free.into_iter().take(lacking));
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_numbers_and_no_two_have_the_same() {
        assert_eq!(numbered(Vec::new(), 3), [0, 1, 2]);
        assert_eq!(numbered(vec![0, 1, 2], 2), [0, 1]);
        assert_eq!(numbered(vec![1, 2], 3), [1, 2, 0], "the first was removed");
        assert_eq!(numbered(vec![4, 2], 4), [4, 2, 0, 1]);
        assert_eq!(numbered(vec![1], 1), [1]);
        assert!(numbered(vec![1], 0).is_empty());
    }
}
