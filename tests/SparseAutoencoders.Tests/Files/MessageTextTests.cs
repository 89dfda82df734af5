namespace SparseAutoencoders.Tests.Files;

/// <summary>Texts of strangers in a line of a terminal.</summary>
public sealed class MessageTextTests
{
    [Theory]
    [InlineData("größe 猫 😀 𠮷", "größe 猫 😀 𠮷")]
    [InlineData("a\nb\r\tc", "a\\nb\\r\\tc")]
    [InlineData("\u001b[31mred\u0007\0\u007f\u009b1m", "\\u001b[31mred\\u0007\\u0000\\u007f\\u009b1m")]
    [InlineData("a\u202eb\u2066\u200f\u2028\ufeff", "a\\u202eb\\u2066\\u200f\\u2028\\ufeff")]
    [InlineData("\U000e0041", "\\udb40\\udc41")]                   // a tag, which nobody sees
    [InlineData("`Beta`", "\\u0060Beta\\u0060")]
    [InlineData("", "")]
    public void What_would_move_the_cursor_or_cannot_be_seen_is_written_out(string text, string shown) => Assert.Equal(shown, MessageText.Visible(text));

    [Fact]
    public void Halves_of_a_sign_are_written_out() => Assert.Equal("\\ud83dx\\ude00", MessageText.Visible("\ud83dx\ude00"));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcdef…")]
    [InlineData("abcde😀", 6, "abcde…")]                            // no half of a sign is left
    [InlineData("abcd😀!", 6, "abcd😀…")]
    [InlineData("abc", 0, "…")]
    public void A_text_that_is_too_long_ends_in_an_ellipsis(string text, int limit, string shown) => Assert.Equal(shown, MessageText.Visible(text, limit));
}
