using SparseAutoencoders.Dashboard.Parts;

namespace SparseAutoencoders.Dashboard.Tests.Parts;

public sealed class CaptionTextTests
{
    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("a longer one", 8, "a longer…")]
    [InlineData("a longer one", 9, "a longer…")]
    [InlineData("ab\U0001F600cd", 3, "ab…")]                 // one character of two halves
    [InlineData("cafe\u0301 au lait", 4, "caf…")]            // a letter with its accent
    [InlineData("\u0301\u0301\u0301", 2, "…")]
    public void Cut_keeps_as_much_as_there_is_room_for_and_no_half_of_a_letter(string text, int length, string expected) => Assert.Equal(expected, CaptionText.Cut(text, length));

    [Theory]
    [InlineData("A red car. Red!", "red", "A [red] car. [Red]!")]
    [InlineData("reddish redcar red-hot (red) red-", "red", "reddish redcar red-hot ([red]) [red]-")]
    [InlineData("a red-hot poker", "red-hot", "a [red-hot] poker")]
    [InlineData("我住在東京都", "東京", "我住在[東京]都")]
    [InlineData("an élève's O'Hare day", "élève's day", "an [élève's] O'Hare [day]")]
    [InlineData("no such thing", "red", "no such thing")]
    [InlineData("שלום עולם", "עולם", "שלום [עולם]")]
    [InlineData("", "red", "")]
    public void Words_are_marked_where_they_stand_whole(string text, string words, string expected) => Assert.Equal(expected, Marked(text, CaptionText.Whole(words.Split(' ')), 300));

    [Theory]
    [InlineData("A red car", "RED ca", "A [red] [ca]r")]
    [InlineData("aaaa", "aa a", "[aa][aa]")]
    [InlineData("a<b>", "<b>", "a[<b>]")]
    public void Parts_are_marked_within_words_too(string text, string parts, string expected) => Assert.Equal(expected, Marked(text, CaptionText.Within(parts.Split(' ')), 300));

    [Fact]
    public void A_long_text_begins_near_what_is_first_marked_in_it_and_ends_where_there_is_no_more_room()
    {
        var text = string.Concat(Enumerable.Repeat("word ", 100)) + "needle " + string.Concat(Enumerable.Repeat("more ", 100));
        var shown = Marked(text, CaptionText.Whole(["needle"]), 100);
        Assert.StartsWith("… word ", shown, StringComparison.Ordinal);
        Assert.Contains("word [needle] more", shown, StringComparison.Ordinal);
        Assert.EndsWith("…", shown, StringComparison.Ordinal);
        Assert.InRange(shown.Length, 60, 106);
        Assert.StartsWith("word word", Marked(text, CaptionText.Whole(["absent"]), 100), StringComparison.Ordinal);
        Assert.Equal(text.Length, CaptionText.Runs(text, CaptionText.Whole(["word", "more"]), 10_000).Sum(run => run.Text.Length));
        // One word that is longer than there is room for.
        Assert.InRange(Marked(new string('x', 500), CaptionText.Within(["y", "xx"]), 100).Length, 90, 400);
    }

    private static string Marked(string text, Func<string, IReadOnlyList<Range>> marks, int length) => string.Concat(CaptionText.Runs(text, marks, length).Select(run => run.Marked ? $"[{run.Text}]" : run.Text));
}
