namespace SparseAutoencoders.Tests.Settings;

public sealed class SettingTests
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        .. Choices.BuiltIn.Common,
        .. Choices.BuiltIn.Sparsities.SelectMany(choice => choice.Settings),
        .. Choices.BuiltIn.Losses.SelectMany(choice => choice.Settings),
        .. Choices.BuiltIn.Optimizers.SelectMany(choice => choice.Settings),
        .. Choices.BuiltIn.Scalings.SelectMany(choice => choice.Settings),
    ];

    [Fact]
    public void Names_are_flags_with_one_meaning_and_one_line_of_help()
    {
        Assert.All(All, setting =>
        {
            Assert.Matches("^[a-z]+[0-9]?(-[a-z]+)*$", setting.Name);
            Assert.False(string.IsNullOrWhiteSpace(setting.Summary) || setting.Summary.Contains('\n', StringComparison.Ordinal));
        });
        Assert.All(All.GroupBy(setting => setting.Name), same => Assert.Single(same.Select(setting => (setting.Summary, setting.Type, setting.Range)).Distinct()));
    }

    [Theory]
    [InlineData("rho", "in (0, 1)", "0.2", "0", "1", "NaN")]
    [InlineData("beta", "at least 0", "0", "-0.1", "-1e-300", "Infinity")]
    [InlineData("hidden", "at least 1", "1", "0", "-5", "-2147483648")]
    [InlineData("learning-rate", "above 0", "1e-300", "0", "-1", "NaN")]
    [InlineData("validation", "in [0, 1)", "0", "1", "-0.5", "2")]
    [InlineData("threads", "in [0, 1024]", "1024", "1025", "-1", "4000")]
    public void Check_range_in_words_is_the_range_that_is_held(string name, string range, string inside, params string[] outside)
    {
        var setting = All.First(setting => setting.Name == name);
        Assert.Equal(range, setting.Range);
        Assert.True(setting.TryParse(inside, out var value));
        setting.Check(value);
        foreach (var text in outside)
        {
            Assert.True(setting.TryParse(text, out var wrong));
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => setting.Check(wrong));
            Assert.StartsWith($"`{setting.Property}`: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(range, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("rho", "a"), InlineData("rho", ""), InlineData("rho", "0,5"), InlineData("hidden", "1.5"), InlineData("hidden", "99999999999")]
    [InlineData("seed", "-1"), InlineData("tied", "maybe"), InlineData("decoder", "Sigmoid"), InlineData("decoder", "0"), InlineData("decoder", "sigmoid,linear")]
    public void TryParse_text_of_no_value_is_refused(string name, string text) => Assert.False(All.First(setting => setting.Name == name).TryParse(text, out _));

    [Theory]
    [InlineData("header", "false", false), InlineData("colour", "true", true), InlineData("tensor", "x y", "x y"), InlineData("count", "12", 12)]
    public void Reading_option_is_read_from_text_and_shown_again(string name, string text, object value)
    {
        var (setting, options) = (RowFileOptions.Settings.First(setting => setting.Name == name), new RowFileOptions());
        Assert.True(setting.TryParse(text, out var read));
        Assert.Equal(value, read);
        setting.Set(options, read);
        Assert.Equal(text, Setting.Show(setting.Get(options)!));
    }

    [Fact]
    public void Reading_options_of_words_and_sizes_are_read_and_shown_again()
    {
        var (columns, patches) = (RowFileOptions.Settings.First(setting => setting.Name == "columns"), RowFileOptions.Settings.First(setting => setting.Name == "patches"));
        Assert.True(columns.TryParse("a, 3-7,,b", out var words));
        Assert.Equal("a,3-7,b", Setting.Show(words));
        Assert.False(columns.TryParse(" , ", out _));
        Assert.True(patches.TryParse("8x9", out var shape));
        Assert.Equal("8x9", Setting.Show(shape));
        Assert.False(patches.TryParse("8", out _));
        Assert.False(columns.IsSet(new RowFileOptions()));
        Assert.True(columns.IsSet(new RowFileOptions { Columns = ["a"] }));
    }

    [Fact]
    public void Show_every_default_is_read_back() => Assert.All(Choices.BuiltIn.Common, setting =>
    {
        var value = setting.Get(new TrainingOptions())!;
        Assert.True(setting.TryParse(Setting.Show(value), out var back));
        Assert.Equal(value, back);
    });

    [Theory, InlineData(0.00001, "0.00001"), InlineData(0.1, "0.1"), InlineData(1.0 / 3, "0.3333333333333333"), InlineData(1e-20, "1E-20"), InlineData(0.0, "0")]
    public void Show_number_is_plain_where_it_can_be_and_read_back_to_the_bit(double number, string text)
    {
        Assert.Equal(text, Setting.Show(number));
        Assert.Equal(number, double.Parse(Setting.Show(number), System.Globalization.CultureInfo.InvariantCulture));
    }
}
