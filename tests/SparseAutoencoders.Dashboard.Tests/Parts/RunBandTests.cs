using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SparseAutoencoders.Dashboard.Parts;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Parts;

public sealed class RunBandTests
{
    [Fact]
    public async Task A_run_under_way_tells_its_rows_a_second_and_the_time_left()
    {
        var text = await DrawAsync(RunState.Running);
        Assert.Contains("Epoch 3 of 12, 1,234 rows a second, 30 s so far, 1 min 30 s left.", text, StringComparison.Ordinal);
        Assert.Contains("<progress max=\"1\" value=\"0.25\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunState.Finished, "Finished.")]
    [InlineData(RunState.Stopped, "Stopped before its end.")]
    public async Task A_run_that_has_ended_has_no_time_left(RunState state, string says)
    {
        var text = await DrawAsync(state);
        Assert.Contains(says, text, StringComparison.Ordinal);
        Assert.Contains("Epoch 3 of 12, 30 s in all, 1,234 rows a second at the end.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("left", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<progress", text, StringComparison.Ordinal);
    }

    private static async Task<string> DrawAsync(RunState state)
    {
        var last = TrainingProgress.Before(12) with { Done = 3, Share = 0.25, Complete = true, RowsPerSecond = 1234, Elapsed = TimeSpan.FromSeconds(30) };
        var shown = new SubjectState { Run = new RunRecord { State = state, Options = [], History = [last], Step = "epoch" } };
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(RunBand.State)] = shown });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<RunBand>(parameters)).ToHtmlString());
    }
}
