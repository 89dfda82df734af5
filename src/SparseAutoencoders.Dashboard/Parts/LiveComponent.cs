using Microsoft.AspNetCore.Components;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Parts;

/// <summary>A component that is drawn again when what it shows has changed.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    /// <summary>What is shown.</summary>
    [Inject]
    public required ShownSubjects Shown { get; init; }

    /// <summary>Where it is shown.</summary>
    [Inject]
    public required IPlace Place { get; init; }

    /// <summary>Show the second subject in place of the first.</summary>
    [CascadingParameter(Name = nameof(OfSecond))]
    public bool OfSecond { get; set; }

    /// <summary>The subject most pages are about.</summary>
    protected Subject Subject => OfSecond && Shown.Second is { } second ? second : Shown.First;

    /// <summary>What is known of it.</summary>
    protected SubjectState State { get; private set; } = new();

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        State = Subject.Now;
        Subject.Changed += Redraw;
        if (Shown.Second is { } second) second.Changed += Redraw;
    }

    /// <summary>What has to be worked out again because the model or what is known of it is another.</summary>
    protected virtual void UpdateShown()
    {
    }

    /// <summary>Draws again when some work is done, whatever it came to. A page waits a moment for it, since most is done by then; a file waits until it is.</summary>
    protected Task DrawWhenDone(Task work)
    {
        var drawn = Draw();
        return Place.IsLive ? Task.WhenAny(drawn, Task.Delay(Moment)) : drawn;

        async Task Draw()
        {
            await Task.WhenAny(work);
            await InvokeAsync(StateHasChanged);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops listening.</summary>
    protected virtual void Dispose(bool disposing)
    {
        Subject.Changed -= Redraw;
        if (Shown.Second is { } second) second.Changed -= Redraw;
    }

    private void Redraw() => _ = InvokeAsync(() =>
    {
        State = Subject.Now;
        UpdateShown();
        StateHasChanged();
    });
}
