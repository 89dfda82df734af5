using System.CommandLine;
using System.Globalization;
using Sae.Commands;
using Sae.Flags;
using SparseAutoencoders;

namespace Sae.Tests.Flags;

public sealed class SweepFlagsTests
{
    /// <summary>Every flag of train with two values, beside the choice it belongs to.</summary>
    public static TheoryData<string> Lines
    {
        get
        {
            var choices = AllCommands.Choices;
            return
            [
                .. Said(choices.Common.Where(setting => setting.Name != "threads"), new TrainingOptions()), "--image 2x6,3x4",
                .. Of("sparsity", choices.Sparsities), .. Of("loss", choices.Losses), .. Of("optimizer", choices.Optimizers), .. Of("scale", choices.Scalings),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Every_flag_of_train_takes_a_list(string line)
    {
        var options = Read(line);
        var one = new TrainingFlags(AllCommands.Choices);
        var train = new Command("train");
        foreach (var option in one.Options) train.Add(option);
        var words = line.Split(' ');
        var (before, list) = (words[..^2], words[^1].Split(words[^1].Contains(';', StringComparison.Ordinal) ? ';' : ','));
        Assert.Equal(list.Length, options.Count);
        Assert.Equal(list.Select(value => Alone(value switch { "off" => before, "on" => [.. before, words[^2]], _ => [.. before, words[^2], value] })), options);

        TrainingOptions Alone(string[] said)
        {
            var read = one.ReadUnchecked(train.Parse(said));
            return said.Contains("--validation") ? read : read with { Validation = 0.1 };
        }
    }

    [Fact]
    public void The_first_flag_changes_slowest_and_nothing_said_is_one_run()
    {
        Assert.Equal([(4, 0.1), (4, 0.2), (8, 0.1), (8, 0.2)], Read("--rho 0.1,0.2 --hidden 4,8").Select(one => (one.HiddenUnits, ((KlOptions)one.Sparsity).Rho)));
        Assert.Equal(new TrainingOptions { Choices = AllCommands.Choices, Validation = 0.1 }, Assert.Single(Read("")));
        Assert.Equal(0, Assert.Single(Read("--validation 0")).Validation);
    }

    [Fact]
    public void A_flag_of_one_of_several_choices_is_left_out_beside_the_others()
    {
        var options = Read("--sparsity kl,held --beta 1,3 --rho 0.1,0.2");
        Assert.Equal(6, options.Count);
        Assert.Equal(2, options.Count(one => one.Sparsity is HeldOptions));
        Assert.Equal([3, 3, 3, 3], Read("--optimizer adam,lbfgs --epochs 3 --iterations 5,6 --seed 1,2").Where(one => one.Optimizer is AdamOptions { Epochs: 3 } || one.Optimizer is LbfgsOptions).Take(4).Select(_ => 3));
        Assert.Equal(2 + 4, Read("--optimizer adam,lbfgs --epochs 3 --iterations 5,6 --seed 1,2").Count);
    }

    [Theory]
    [InlineData("--tied", "true")]
    [InlineData("--tied off,on", "false true")]
    [InlineData("--tied on", "true")]
    [InlineData("--tied off", "false")]
    public void A_switch_alone_is_on(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(line).Select(one => Setting.Show(one.Tied))));

    [Theory]
    [InlineData("--hold-rho off,on", "KlOptions HeldOptions")]
    [InlineData("--hold-rho", "HeldOptions")]
    public void A_choice_with_a_switch_of_its_own_is_chosen_or_not(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(line).Select(one => one.Sparsity.GetType().Name)));

    [Theory]
    [InlineData("--rho 0.1,2", "--rho: 2 is not allowed")]
    [InlineData("--rho 0.1,,0.2", "--rho: a value is missing")]
    [InlineData("--rho 0.1,0.1", "--rho: 0.1 is given twice")]
    [InlineData("--rho 0.1,x", "--rho: 'x' is not a number")]
    [InlineData("--scale none,zcs", "--scale: 'zcs' is not one of its words. Did you mean zca?")]
    [InlineData("--tied data.csv", "--tied: 'data.csv' is neither off nor on")]
    [InlineData("--sparsity held --beta 1,3", "--beta: it has no meaning with --sparsity held")]
    [InlineData("--threads 1,2", "--threads: it counts for all runs together")]
    [InlineData("--hidden 1,2,3,4,5,6,7,8,9,10,11 --seed 1,2,3,4,5,6,7,8,9,10,11 --epochs 1,2,3,4,5,6,7,8,9,10", "sweep: there would be 1,210 runs, and 1,000 are the most")]
    public void What_is_wrong_is_said_before_anything_starts(string line, string fault) =>
        Assert.StartsWith(fault, Assert.Throws<WrongUse>(() => Read(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_never_goes_together_is_refused_and_what_sometimes_does_is_not()
    {
        Assert.Contains("not defined", Assert.Throws<ArgumentException>(() => Read("--loss cross-entropy --decoder linear --rho 0.1,0.2")).Message, StringComparison.Ordinal);
        Assert.Equal(4, Read("--loss cross-entropy,squared-error --decoder linear,sigmoid").Count);
    }

    private static IEnumerable<string> Of<TOptions>(string family, IReadOnlyList<Choice<TOptions>> choices) where TOptions : class =>
    [
        $"--{family} {string.Join(',', choices.Select(choice => choice.Name))}",
        .. choices.SelectMany(choice => Said(choice.Settings, choice.Defaults).Select(line => $"--{family} {choice.Name} {line}")),
        .. choices.Where(choice => choice.Switch is not null).Select(choice => $"--{choice.Switch} off,on"),
    ];

    private static IEnumerable<string> Said(IEnumerable<Setting> settings, object defaults) =>
        settings.Where(setting => setting.Declared.HasFlag).Where(setting => setting.IsSet(defaults) || setting.Type == typeof(bool) || setting.Type == typeof(double) || setting.Type == typeof(Prefixes)).Select(setting => setting.Get(defaults) switch
        {
            bool => $"--{setting.Name} off,on",
            Enum => $"--{setting.Name} {string.Join(',', setting.Words)}",
            double number => $"--{setting.Name} {Setting.Show(number == 0 ? 0.25 : number)},{Setting.Show(number == 0 ? 0.5 : number / 2)}",
            null when setting.Type == typeof(Prefixes) => $"--{setting.Name} 2,3;4",
            null => $"--{setting.Name} {(double.IsFinite(setting.Declared.Below) ? "0.25,0.5" : "2,3")}",
            var whole => string.Create(CultureInfo.InvariantCulture, $"--{setting.Name} {Convert.ToInt64(whole, CultureInfo.InvariantCulture) + 1},{Convert.ToInt64(whole, CultureInfo.InvariantCulture) + 3}"),
        });

    private static IReadOnlyList<TrainingOptions> Read(string line)
    {
        var flags = new SweepFlags(AllCommands.Choices);
        var command = new Command("sweep");
        foreach (var option in flags.Options) command.Add(option);
        var parse = command.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(parse.Errors);
        return flags.Read(parse);
    }
}
