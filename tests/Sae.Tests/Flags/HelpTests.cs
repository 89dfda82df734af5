using System.CommandLine;
using Sae.Commands;
using Sae.Flags;

namespace Sae.Tests.Flags;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. new AllCommands(AllCommands.Choices).Root.Subcommands.Select(command => command.Name)];

    [Fact]
    public void Commands_of_the_contract_are_there() =>
        Assert.Equal(["demo", "train", "sweep", "evaluate", "encode", "reconstruct", "score", "export", "convert", "units", "similar", "compare", "features", "plot", "serve", "report", "penalty", "check", "inspect", "bench"], new AllCommands(AllCommands.Choices).Root.Subcommands.Select(command => command.Name));

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_of_a_command_names_all_its_flags_and_has_examples(string name)
    {
        var verb = new AllCommands(AllCommands.Choices).Root.Subcommands.OfType<Verb>().Single(command => command.Name == name);
        var result = Tool.Run(Path.GetTempPath(), name, "--help").Ok();
        Assert.Equal("", result.Error);
        Assert.StartsWith($"sae {name}: ", result.Output, StringComparison.Ordinal);
        Assert.Contains($"Usage: sae {name}", result.Output, StringComparison.Ordinal);
        Assert.All(verb.Options, option => Assert.Contains($"  {option.Name}", result.Output, StringComparison.Ordinal));
        Assert.All(verb.Examples, example => Assert.Contains(example.Call, result.Output, StringComparison.Ordinal));
        Assert.NotEmpty(verb.Examples);
        Assert.All(result.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Examples_of_a_command_are_understood(string name)
    {
        var commands = new AllCommands(AllCommands.Choices);
        var verb = commands.Root.Subcommands.OfType<Verb>().Single(command => command.Name == name);
        Assert.All(verb.Examples, example =>
        {
            string[] words = [.. example.Call.Split('|')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word != "sae").Skip(1)];
            Assert.Null(UseFaults.First(commands.Root.Parse(words), words));
        });
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Help_of_the_tool_names_all_commands(string flag)
    {
        var result = Tool.Run(Path.GetTempPath(), flag).Ok();
        Assert.All(new AllCommands(AllCommands.Choices).Root.Subcommands, command => Assert.Contains($"  {command.Name} ", result.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("sweep")]
    public void Help_says_for_which_flags_a_mechanism_brings_another_default(string name)
    {
        var flags = new AllCommands(AllCommands.Choices).Root.Subcommands.OfType<Verb>().Single(command => command.Name == name).Options;
        Assert.Equal(["--decoder", "--learning-rate", "--revive", "--scale", "--schedule", "--weight-decay"], flags.Where(flag => ((IFlag)flag).DependsOnSparsity).Select(flag => flag.Name).Order(StringComparer.Ordinal));
        Assert.Contains("default sigmoid, or what goes with --sparsity]", string.Join(' ', Tool.Run(Path.GetTempPath(), name, "--help").Ok().Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void Version_is_all_that_is_shown()
    {
        var result = Tool.Run(Path.GetTempPath(), "--version").Ok();
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", result.Output);
    }
}
