using Microsoft.AspNetCore.Components;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Parts;

/// <summary>A component that is drawn again when what it shows has changed.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    /// <summary>What is shown.</summary>
    [Inject]
    public required ShownSubjects Shown { get; init; }

    /// <summary>Where it is shown.</summary>
    [Inject]
    public required IPlace Place { get; init; }

    /// <summary>The subject most pages are about.</summary>
    protected Subject Subject => Shown.First;

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
