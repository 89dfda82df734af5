using System.Globalization;

namespace SparseAutoencoders.Tests;

public sealed class OptionsTextTests
{
    [Fact]
    public void Read_what_was_written_gives_every_choice_with_every_setting_changed()
    {
        var choices = Choices.BuiltIn;
        foreach (var sparsity in choices.Sparsities)
        {
            foreach (var loss in choices.Losses)
            {
                foreach (var optimizer in choices.Optimizers)
                {
                    foreach (var scaling in choices.Scalings)
                    {
                        var options = Changed(new TrainingOptions
                        {
                            Sparsity = Changed(sparsity.Create(), sparsity.Settings),
                            Loss = Changed(loss.Create(), loss.Settings),
                            Optimizer = Changed(optimizer.Create(), optimizer.Settings),
                            Scaling = Changed(scaling.Create(), scaling.Settings),
                            Image = new ImageShape(3, 5),
                        }, choices.Common);
                        var facts = new Dictionary<string, string> { ["rows"] = "", ["made"] = "" };
                        var read = OptionsText.Read(OptionsText.Write(options, choices, ("rows", 12), ("made", "\"so\"")), choices, facts);
                        Assert.Equal(options with { Threads = 0 }, read);        // the number of threads makes no difference, so is not kept
                        Assert.Equal(("12", "\"so\""), (facts["rows"], facts["made"]));
                    }
                }
            }
        }
    }

    [Fact]
    public void Read_text_of_a_version_that_did_not_know_a_setting_means_its_default()
    {
        var text = OptionsText.Write(new TrainingOptions(), Choices.BuiltIn);
        var before = text.Replace("\"keep_rows\":1024,", "", StringComparison.Ordinal);
        Assert.NotEqual(text, before);
        Assert.Equal(new TrainingOptions(), OptionsText.Read(before, Choices.BuiltIn, new Dictionary<string, string>()));
    }

    [Fact]
    public void Tolerance_of_rho_held_keeps_the_key_that_files_have()
    {
        var options = new TrainingOptions { Sparsity = new HeldOptions { Rho = 0.1, Tolerance = 0.01 } };
        var text = OptionsText.Write(options, Choices.BuiltIn);
        Assert.Contains("\"sparsity\":\"held\",\"rho\":0.1,\"hold_rho\":0.01", text, StringComparison.Ordinal);
        Assert.Equal(options, OptionsText.Read(text, Choices.BuiltIn, new Dictionary<string, string>()));
    }

    [Theory, InlineData(""), InlineData("[]"), InlineData("{"), InlineData("7"), InlineData("{}")]
    public void Read_text_that_is_no_description_is_refused(string text) =>
        Assert.Throws<FormatException>(() => OptionsText.Read(text, Choices.BuiltIn, new Dictionary<string, string>()));

    /// <summary>Every setting at another value than its default, inside its range.</summary>
    private static T Changed<T>(T options, IReadOnlyList<Setting> settings) where T : class
    {
        foreach (var setting in settings)
        {
            var was = setting.Get(options);
            object value = was switch
            {
                bool flag => !flag,
                Enum => setting.TryParse(setting.Words.Last(word => word != Setting.Show(was)), out var word) ? word : was,
                double => 0.1 + 0.2,                             // 0.30000000000000004: every digit counts
                null when setting.Type == typeof(double) => 0.1 + 0.2,
                null when setting.Type == typeof(bool) => true,
                null when setting.Type.IsEnum => Enum.GetValues(setting.Type).GetValue(1)!,
                null when setting.Type == typeof(Prefixes) => Prefixes.Of(2, 3),
                int number => number + 3,
                ulong => ulong.MaxValue,
                _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{setting.Name}: no other value of {setting.Type} is known here. Add one.")),
            };
            Assert.NotEqual(was, value);
            setting.Set(options, value);
        }
        return options;
    }
}
