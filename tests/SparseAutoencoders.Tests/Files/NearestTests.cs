namespace SparseAutoencoders.Tests.Files;

public sealed class NearestTests
{
    private static readonly string[] Words = ["--hidden", "--header", "--rho", "--rho-estimate", "--learning-rate", "--seed"];

    [Theory]
    [InlineData("--hiden", "--hidden")]
    [InlineData("--hidedn", "--hidden")]
    [InlineData("--HIDDEN", "--hidden")]
    [InlineData("--ro", "--rho")]
    [InlineData("--learn", "--learning-rate")]
    [InlineData("--sed", "--seed")]
    [InlineData("--nothing-like-it", null)]
    public void Nearest_word_is_found_if_it_is_near(string word, string? expected) => Assert.Equal(expected, Nearest.To(word, Words));

    [Fact]
    public void Word_withNoLetterInCommon_isNotMeant() => Assert.Null(Nearest.To("d", ["a", "b", "kind"]));
}
