using System.Text.Json;

namespace SparseAutoencoders.Tests.Settings;

public sealed class PrefixesTests
{
    [Theory, InlineData("64,256", "64,256"), InlineData("1", "1"), InlineData(" 3, 4 ,2147483647", "3,4,2147483647")]
    public void TryParse_ascending_numbers_are_read_and_shown_again(string text, string shown)
    {
        Assert.True(Prefixes.TryParse(text, out var prefixes));
        Assert.Equal(shown, prefixes.ToString());
        Assert.Null(Prefixes.Finding(text));
        Assert.Equal(shown.Split(',').Select(word => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture)), prefixes);
        Assert.Equal(shown.Split(',').Length, prefixes.Count);
    }

    [Theory]
    [InlineData("256,64", "64 comes after 256")]
    [InlineData("8,64,64", "64 comes twice")]
    [InlineData("0,64", "'0' is no number of units")]
    [InlineData("-5", "'-5' is no number of units")]
    [InlineData("1.5", "'1.5' is no number of units")]
    [InlineData("99999999999", "'99999999999' is no number of units")]
    [InlineData("64;256", "'64;256' is no number of units")]
    [InlineData("64,", "a number is missing")]
    [InlineData("", "a number is missing")]
    public void TryParse_others_are_refused_with_the_finding(string text, string finding)
    {
        Assert.False(Prefixes.TryParse(text, out _));
        Assert.Equal(finding, Prefixes.Finding(text));
    }

    [Fact]
    public void Equality_is_that_of_the_numbers()
    {
        Prefixes two = [64, 256];
        Assert.Equal(Prefixes.Of(64, 256), two);
        Assert.Equal(Prefixes.Of(64, 256).GetHashCode(), two.GetHashCode());
        Assert.Equal(new Holder { Prefixes = [64, 256] }, new Holder { Prefixes = two });
        Assert.NotEqual(two, [64, 257]);
        Assert.NotEqual(two, [64]);
        Assert.False(two.Equals(null));
        Assert.Equal([64, 256], two.ToArray());
    }

    [Theory]
    [InlineData(new int[0], "prefixes: a number is missing. Give ")]
    [InlineData(new[] { 2, 1 }, "prefixes: 1 comes after 2. Give ")]
    [InlineData(new[] { -1 }, "prefixes: '-1' is no number of units. Give ")]
    public void Of_wrong_numbers_are_refused(int[] counts, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => Prefixes.Of(counts)).Message, StringComparison.Ordinal);

    [Fact]
    public void Setting_of_prefixes_is_read_shown_and_may_be_left_open()
    {
        var (setting, options) = (Assert.Single(Setting.Of(typeof(Holder))), new Holder());
        Assert.False(setting.IsSet(options));
        Assert.True(setting.TryParse("2,3", out var value));
        setting.Set(options, value);
        Assert.Equal(Prefixes.Of(2, 3), options.Prefixes);
        Assert.Equal("2,3", Setting.Show(value));
        Assert.False(setting.TryParse("3,2", out _));
        Assert.True(setting.MayBeOpen);
    }

    [Fact]
    public void Options_with_prefixes_are_written_as_text_and_read_again()
    {
        var choices = Choices.BuiltIn with { Losses = [.. Choices.BuiltIn.Losses, new Choice<LossOptions>("toy-nested", "", new Nested(), Setting.Of(typeof(Nested))) { Create = () => new Nested() }] };
        var options = new TrainingOptions { Choices = choices, Loss = new Nested { Prefixes = [5, 60] } };
        var text = OptionsText.Write(options, choices);
        Assert.Equal("5,60", JsonDocument.Parse(text).RootElement.GetProperty("toy_prefixes").GetString());
        Assert.Equal(options, OptionsText.Read(text, choices, new Dictionary<string, string>()));
        var open = new TrainingOptions { Choices = choices, Loss = new Nested() };
        Assert.Equal(open, OptionsText.Read(OptionsText.Write(open, choices), choices, new Dictionary<string, string>()));
        Assert.Equal("'toy_prefixes' is '60,5'", Assert.Throws<FormatException>(() => OptionsText.Read(text.Replace("5,60", "60,5", StringComparison.Ordinal), choices, new Dictionary<string, string>())).Message);
    }

    private sealed record Holder
    {
        [Setting("prefixes", "units that rebuild rows alone")]
        public Prefixes? Prefixes { get; init; }
    }

    private sealed record Nested : LossOptions
    {
        [Setting("toy-prefixes", "units that rebuild rows alone")]
        public Prefixes? Prefixes { get; init; }

        public override bool Accepts(OutputFunction decoder) => true;

        public override ILoss<T> Create<T>(OutputFunction decoder, Workers workers) => throw new NotSupportedException();
    }
}
