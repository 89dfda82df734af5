using System.CommandLine;
using System.Globalization;
using Sae.Commands;
using Sae.Flags;
using SparseAutoencoders;

namespace Sae.Tests.Flags;

/// <summary>Flag, options and JSON are one list: whatever <see cref="Choices"/> holds can be said, is kept, and is told again.</summary>
public sealed class TrainingFlagsTests
{
    /// <summary>Each choice alone, with its own settings and the common ones away from their defaults.</summary>
    public static TheoryData<string> Lines
    {
        get
        {
            var choices = AllCommands.Choices;
            var common = Said(choices.Common, new TrainingOptions());
            return
            [
                "", common,
                .. choices.Sparsities.Select(choice => choice.Defaults.CodesAreSparse
                    ? $"--sparsity {choice.Name}{common.Replace(" --tied", "", StringComparison.Ordinal)}{Said(choice.Settings.Where(setting => setting.Name != "l1"), choice.Defaults)}"
                    : common + Said(choice.Settings, choice.Defaults)),
                "--sparsity l1 --l1 0.25", "--sparsity gated --l1 0.25",
                .. choices.Losses.Select(choice => $"--loss {choice.Name}{Said(choice.Settings, choice.Defaults)}"),
                .. choices.Optimizers.Select(choice => $"--optimizer {choice.Name}{Said(choice.Settings, choice.Defaults)}"),
                .. choices.Scalings.Select(choice => $"--scale {choice.Name}{Said(choice.Settings, choice.Defaults)}"),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void What_is_said_is_kept_and_told_again(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = Read(words, out var flags);
        var told = flags.List(options).ToList();
        var said = line.Split("--", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.All(said, one => Assert.Contains(one.Contains(' ', StringComparison.Ordinal) ? one : $"{one} true", told.Select(pair => $"{pair.Key} {Setting.Show(pair.Value)}")));

        var again = told.SelectMany<KeyValuePair<string, object>, string>(pair => pair.Value switch
        {
            true => ["--" + pair.Key],
            false => [],
            var value when pair.Key == "sparsity" && AllCommands.Choices.Sparsities.Count == 1 => [],
            var value => ["--" + pair.Key, Setting.Show(value)],
        });
        Assert.Equal(options, Read([.. again], out _));
    }

    [Fact]
    public void Nothing_said_gives_the_defaults_of_the_library() => Assert.Equal(new TrainingOptions { Choices = AllCommands.Choices }, Read([], out _));

    [Fact]
    public void Defaults_of_the_choices_are_never_written_to()
    {
        Read(["--rho", "0.2", "--epochs", "3"], out _);
        Assert.Equal(new TrainingOptions { Choices = AllCommands.Choices }, Read([], out _));
    }

    private static TrainingOptions Read(IReadOnlyList<string> words, out TrainingFlags flags)
    {
        flags = new TrainingFlags(AllCommands.Choices);
        var command = new Command("train");
        foreach (var option in flags.Options) command.Add(option);
        var parse = command.Parse(words);
        Assert.Empty(parse.Errors);
        return flags.Read(parse);
    }

    private static string Said(IEnumerable<Setting> settings, object defaults) =>
        string.Concat(settings.Where(setting => setting.Declared.HasFlag).Select(setting => setting.Get(defaults) switch
        {
            bool => $" --{setting.Name}",
            Enum word => $" --{setting.Name} {setting.Words[^1]}",
            double number => $" --{setting.Name} {Setting.Show(number == 0 ? 0.25 : number / 2)}",
            null when setting.Type == typeof(double) => $" --{setting.Name} {(double.IsFinite(setting.Declared.Below) ? "0.25" : "2")}",
            null when setting.Type == typeof(Prefixes) => $" --{setting.Name} 2,3",
            var whole => $" --{setting.Name} {Convert.ToInt64(whole, CultureInfo.InvariantCulture) + 3}",
        }));
}
